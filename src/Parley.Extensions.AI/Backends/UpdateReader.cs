using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Extensions.AI.Chat;
using Parley.Extensions.AI.Content;

namespace Parley.Extensions.AI.Backends;

/// <summary>
/// Updates of a chat client as events, each as it comes; from a call on that the client may make itself, when that is known. Calls that it made, and their results, are left out and recorded: they are nobody's to make again.
/// One for a stream; a whole response is read as the stream that it could have been.
/// </summary>
/// <param name="dialect">Who can verify what the client protected.</param>
/// <param name="log">Takes what an answer cannot carry.</param>
internal sealed class UpdateReader(string dialect, ConversionLog log)
{
    private readonly UsageDetails _used = new();
    private readonly List<ChatEvent> _events = [];
    private readonly HeldContents _held = new();
    private int _part = -1;
    private ChatEventKind _kind = ChatEventKind.End;
    private bool _isBegun;
    private TextPieces _pieces = new();
    private bool _isUsed;
    private bool _calls;
    private ChatFinishReason? _finish;

    /// <summary>Where the part that is open stands in the answer.</summary>
    private string Place => $"choices[0].message.content[{Math.Max(0, _part)}]";

    /// <summary>The events of an update.</summary>
    public IReadOnlyList<ChatEvent> Read(ChatResponseUpdate update)
    {
        _events.Clear();
        if (!_isBegun)
            Begin(update.ResponseId, update.ModelId, update.CreatedAt);
        foreach (var content in update.Contents)
            _held.Add(Answered.Required(content, "a content"));
        AddAll(isEnd: false);
        _finish = update.FinishReason ?? _finish;
        Keep("conversation_id", update.ConversationId);
        return _events;
    }

    /// <summary>The events that end the answer.</summary>
    public IReadOnlyList<ChatEvent> Complete()
    {
        _events.Clear();
        AddAll(isEnd: true);
        Rest();
        if (_finish is { } word)
            _events.Add(ChatEvent.Of(ChatEventKind.Finish, FinishReasons.Of(word, dialect, _calls)));
        if (_isUsed)
            _events.Add(ChatEvent.Of(ChatEventKind.Usage, Usages.Of(_used)));
        return _events;
    }

    private void Begin(string? id, string? model, DateTimeOffset? created)
    {
        _isBegun = true;
        _events.Add(ChatEvent.Of(ChatEventKind.Start, new ReplyStart { Id = id, Model = model, Created = created?.ToUnixTimeSeconds(), Dialect = dialect }));
    }

    private void AddAll(bool isEnd)
    {
        while (_held.TryTake(isEnd, out var content))
            Add(content);
    }

    private void Add(AIContent content)
    {
        switch (content)
        {
            case TextContent text:
                Say(ChatEventKind.Text, text.Text);
                Cite(content);
                break;
            case TextReasoningContent thought:
                Think(thought);
                break;
            case FunctionCallContent call when _held.IsMade(call):
                LeaveOut($"the call {call.CallId} of {call.Name}, which was made");
                break;
            case FunctionCallContent call:
                Call(call);
                break;
            case FunctionResultContent result:
                LeaveOut($"the result of the call {result.CallId}");
                break;
            case UsageContent usage:
                _used.Add(usage.Details);
                _isUsed = true;
                break;
            case ErrorContent { ErrorCode: PartContents.Refusal } refusal:
                Say(ChatEventKind.Refusal, refusal.Message);
                break;
            case ErrorContent error:
                throw new BackendFaultException(new Fault(FaultKind.Upstream, $"The backend failed: {ResultParts.FirstLine(error.Message)}") { Code = error.ErrorCode });
            case DataContent or UriContent or HostedFileContent:
                Turn(ChatEventKind.End);
                Tell(ChatEventKind.Media, default, ContentParts.Of(content, isAlone: false, log, Place));
                break;
            default:
                Turn(ChatEventKind.End);
                Tell(ChatEventKind.Opaque, default, OpaqueOf(content));
                break;
        }
    }

    private void Say(ChatEventKind kind, string text)
    {
        Turn(kind);
        Tell(kind, _pieces.Add(text), null);
    }

    private void Think(TextReasoningContent thought)
    {
        if (thought.Text.Length > 0 || _kind != ChatEventKind.Reasoning)
            Say(ChatEventKind.Reasoning, thought.Text);
        if (thought.ProtectedData is not { Length: > 0 } secret)
            return;
        Rest();
        Tell(ChatEventKind.Signature, secret, dialect);
        // What is thought next is another thought.
        _kind = ChatEventKind.End;
    }

    private void Call(FunctionCallContent call)
    {
        Turn(ChatEventKind.End);
        var part = CallArguments.PartOf(call, log, Place);
        Tell(ChatEventKind.ToolCallStart, default, new ToolCallStart(call.CallId, call.Name));
        Tell(ChatEventKind.ToolCallArguments, part.Arguments.AsText(), null);
        _kind = ChatEventKind.End;
        _calls = true;
    }

    private void LeaveOut(string what)
    {
        Rest();
        log.DroppedContent(Place, what);
        // What is said next is said after the call.
        _kind = ChatEventKind.End;
    }

    private void Cite(AIContent content)
    {
        if (content.Annotations is not { Count: > 0 })
            return;
        foreach (var citation in CitationContents.Of(content, log, Place))
            Tell(ChatEventKind.Citation, default, citation);
    }

    private OpaquePart OpaqueOf(AIContent content)
    {
        var json = JsonValues.Of(content, out var unwritable);
        if (unwritable is not null)
            log.DroppedContent(Place, unwritable);
        return new OpaquePart(dialect, content.GetType().Name, unwritable is null ? json : RawJson.Parse("{}"));
    }

    /// <summary>Begins another part, unless the one that is open is of the kind.</summary>
    private void Turn(ChatEventKind kind)
    {
        if (_kind != kind || kind == ChatEventKind.End)
        {
            Rest();
            _part++;
        }
        _kind = kind;
    }

    /// <summary>A half of a character that the open part ends with.</summary>
    private void Rest()
    {
        if (_pieces.Rest is not { Length: > 0 } rest)
            return;
        Tell(_kind, rest, null);
        _pieces = new TextPieces();
    }

    private void Tell(ChatEventKind kind, JsonText text, object? detail) => _events.Add(new ChatEvent(kind, 0, Math.Max(0, _part), text, detail));

    private void Keep(string name, string? value)
    {
        if (value is null)
            return;
        var extras = new Extras(dialect);
        extras.Add(name, RawJson.Parse(JsonSerializer.Serialize(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(string)))));
        _events.Add(ChatEvent.Of(ChatEventKind.ReplyExtras, extras));
    }
}
