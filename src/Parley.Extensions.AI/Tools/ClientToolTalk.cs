using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;
using Parley.Extensions.AI.Backends;
using Parley.Extensions.AI.Chat;
using Parley.Extensions.AI.Content;

namespace Parley.Extensions.AI.Tools;

/// <summary>A conversation with a chat client in which tools are run. One for a run.</summary>
internal sealed class ClientToolTalk
{
    private readonly RunToolsOptions _how;
    private readonly HashSet<string> _others = new(StringComparer.Ordinal);
    private readonly List<ToolStep> _steps = [];
    private readonly List<ChatMessage> _said = [];
    private readonly UsageDetails _used = new();
    private bool _isUsed;

    public ClientToolTalk(IEnumerable<ChatMessage> messages, ChatOptions? options, ToolBox box, RunToolsOptions how)
    {
        _how = how;
        Messages = Given.All(messages, nameof(messages));
        Options = options?.Clone() ?? new ChatOptions();
        var tools = Given.All(Options.Tools ?? [], "chatOptions.Tools");
        foreach (var tool in tools)
        {
            if (tool is AIFunctionDeclaration && !box.Has(tool.Name))
                _others.Add(tool.Name);
        }
        tools.AddRange(box.Functions.Where(function => !tools.Exists(tool => tool.Name == function.Name)));
        Options.Tools = tools;
    }

    /// <summary>What is told next: all, or what is new where the client keeps the conversation.</summary>
    public List<ChatMessage> Messages { get; private set; }

    /// <summary>What is asked besides.</summary>
    public ChatOptions Options { get; }

    /// <summary>Takes an answer. Null when it is the last: nothing is asked for, or a tool that is the caller's to run.</summary>
    /// <exception cref="ToolIterationsException">It asks for tools, and there is no turn left.</exception>
    public IReadOnlyList<ToolCall>? Take(ChatResponse response)
    {
        if (response.Usage is not null)
        {
            _used.Add(response.Usage);
            _isUsed = true;
        }
        var calls = CallsIn(response);
        if (calls.Count == 0 || calls.Exists(call => _others.Contains(call.Name)))
            return null;
        return _steps.Count + 1 < _how.MaxIterations ? calls : throw new ToolIterationsException(_how.MaxIterations, _steps, Usages.Of(_used), RequestOf(response));
    }

    /// <summary>Goes on with what came of the calls.</summary>
    public void Add(ChatResponse response, IReadOnlyList<ToolOutcome> outcomes)
    {
        var step = new ToolStep(_steps.Count + 1, response.Text, outcomes, Usages.Of(response.Usage));
        _steps.Add(step);
        _how.OnStep?.Invoke(step);
        var results = new ChatMessage(ChatRole.Tool, [.. outcomes.Select(ResultOf)]);
        _said.AddRange([.. response.Messages, results]);
        if (response.ConversationId is { } kept)
            (Options.ConversationId, Messages) = (kept, [results]);
        else
            Messages = [.. Messages, .. response.Messages, results];
        // A demand for a tool was met: were it made again, it would never end.
        if (Options.ToolMode is RequiredChatToolMode)
            Options.ToolMode = null;
    }

    /// <summary>The last answer, with all that came before it.</summary>
    public ChatResponse End(ChatResponse response)
    {
        response.Messages = [.. _said, .. response.Messages];
        if (_isUsed)
            response.Usage = _used;
        return response;
    }

    /// <summary>What the model is told of a call.</summary>
    public static FunctionResultContent ResultOf(ToolOutcome outcome) => outcome.Error is { } error
        ? new FunctionResultContent(outcome.Call.Id, $"Error: {error}") { Exception = new InvalidOperationException(error) }
        : new FunctionResultContent(outcome.Call.Id, outcome.Result);

    /// <summary>The calls that the client did not make itself.</summary>
    private static List<ToolCall> CallsIn(ChatResponse response)
    {
        var held = new HeldContents();
        foreach (var content in response.Messages.SelectMany(static message => message.Contents))
            held.Add(content);
        return [.. response.Messages.SelectMany(static message => message.Contents).OfType<FunctionCallContent>().Where(call => !held.IsMade(call)).Select(CallOf)];
    }

    /// <summary>The id of the request, where it is Parley that is asked.</summary>
    private static string? RequestOf(ChatResponse response) => response.AdditionalProperties is { } properties && properties.TryGetValue(ChatProperties.RequestId, out var id) ? id as string : null;

    private static ToolCall CallOf(FunctionCallContent call)
    {
        if (call.Arguments is null && call.Exception is not null)
            return new ToolCall(call.CallId, call.Name, default);
        var part = CallArguments.PartOf(call, new ConversionLog(), "");
        return new ToolCall(call.CallId, call.Name, part.Arguments.TryGetObject(out var json) ? JsonElement.Parse(json.Utf8.Span) : default);
    }
}
