using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Extensions.AI.Chat;
using Parley.Extensions.AI.Content;
using Parley.Pipeline;
using Parley.Providers.Upstream;

namespace Parley.Extensions.AI.Tools;

/// <summary>A conversation in which tools are run. One for a run.</summary>
internal sealed class ToolTalk
{
    private readonly RunToolsOptions _options;
    private readonly HashSet<string> _others;
    private readonly List<ToolStep> _steps = [];
    private readonly ConversionLog _log = new();
    private readonly List<AttemptOutcome> _attempts = [];
    private Usage _usage = Usage.Unknown;

    public ToolTalk(ChatRequest request, ToolBox box, RunToolsOptions options)
    {
        ArgumentNullException.ThrowIfNull(request);
        _options = options;
        _others = request.Tools.Select(static tool => tool.Name).Where(name => !box.Has(name)).ToHashSet(StringComparer.Ordinal);
        var declared = request.Tools.Select(static tool => tool.Name).ToHashSet(StringComparer.Ordinal);
        Request = request with { Tools = [.. request.Tools, .. box.Functions.Where(function => !declared.Contains(function.Name)).Select(ToolSpecs.Of)] };
    }

    /// <summary>What is asked next.</summary>
    public ChatRequest Request { get; private set; }

    /// <summary>Which turn it is, from 1.</summary>
    public int Turn { get; private set; } = 1;

    /// <summary>Takes an answer. Null when it is the last: nothing is asked for, or a tool that is the caller's to run.</summary>
    /// <exception cref="ToolIterationsException">It asks for tools, and there is no turn left.</exception>
    public IReadOnlyList<ToolCall>? Take(Answer answer)
    {
        _usage = _usage.Plus(answer.Usage);
        _attempts.AddRange(answer.Attempts);
        foreach (var loss in answer.Losses)
            _log.Add(loss);
        var calls = answer.Reply!.ToolCalls.Select(CallOf).ToList();
        if (calls.Count == 0 || calls.Exists(call => _others.Contains(call.Name)))
            return null;
        return Turn < _options.MaxIterations ? calls : throw new ToolIterationsException(_options.MaxIterations, _steps, _usage, answer.RequestId) { Attempts = _attempts };
    }

    /// <summary>Goes on with what came of the calls.</summary>
    public void Add(Answer answer, IReadOnlyList<ToolOutcome> outcomes)
    {
        var reply = answer.Reply!;
        var step = new ToolStep(Turn++, reply.Text, outcomes, answer.Usage);
        _steps.Add(step);
        _options.OnStep?.Invoke(step);
        Request = Request with
        {
            Messages = [.. Request.Messages, Said(reply), new Message(Role.Tool, [.. outcomes.Select(ResultOf)])],
            // A demand for a tool was met: were it made again, it would never end.
            ToolChoice = Request.ToolChoice is { Mode: ToolChoiceMode.Required or ToolChoiceMode.Named } ? null : Request.ToolChoice,
        };
    }

    /// <summary>All together, with the last answer.</summary>
    public ToolRun End(ChatReply reply) => new() { Reply = reply, Messages = [.. Request.Messages, Said(reply)], Steps = _steps, Usage = _usage, Losses = _log.Entries };

    private static Message Said(ChatReply reply) => new(Role.Assistant, reply.Choices.Count > 0 ? reply.Choices[0].Parts : []);

    private static ToolCall CallOf(ToolCallPart call)
    {
        var arguments = call.IsCustom ? CustomArguments(call) : call.Arguments.TryGetObject(out var json) ? JsonElement.Parse(json.Utf8.Span) : default;
        return new ToolCall(call.Id, call.Name, arguments);
    }

    private static JsonElement CustomArguments(ToolCallPart call) =>
        JsonElement.Parse(JsonValues.Of(new Dictionary<string, string>(StringComparer.Ordinal) { ["input"] = call.Arguments.ToString() }, out _).Utf8.Span);

    private ToolResultPart ResultOf(ToolOutcome outcome)
    {
        IReadOnlyList<Part> content = outcome.Error is { } error ? [new TextPart($"Error: {error}") { IsBare = true }] : ResultParts.Of(outcome.Result, _log, $"tools[{outcome.Call.Name}].result");
        return new ToolResultPart(outcome.Call.Id, content) { Name = outcome.Call.Name, IsError = outcome.Error is null ? null : true };
    }
}
