using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Dialects.Conversation;

/// <summary>
/// What a model signed on the way to a tool call, or to an answer: the thoughts before it, and the call itself. A caller of another dialect cannot carry it, and a maker that checks it refuses the conversation without.
/// </summary>
/// <param name="Id">The call; of thoughts that led to none, a name made of what was thought, which the caller may tell again, and where nothing of it was shown, of what was said then.</param>
/// <param name="Dialect">Who can verify the signatures.</param>
/// <param name="Thoughts">The thoughts since the call before; without a signature of their own they are not here.</param>
/// <param name="Signature">The signature of the call, or of what was said; null when it has none.</param>
/// <param name="Leads">True when the thoughts are the first that the answer says.</param>
public sealed record SignedCall(string Id, string Dialect, IReadOnlyList<ReasoningPart> Thoughts, PartSignature? Signature, bool Leads)
{
    /// <summary>Whether it was signed for what was said, which is told apart from the same words of other conversations by <see cref="After"/>.</summary>
    public bool IsOfAnswer => NamesAnswer(Id);

    /// <summary>Whether a name is that of an answer, and not of a call or a thought.</summary>
    public static bool NamesAnswer(string id) => id.StartsWith(AnswerName.Prefix, StringComparison.Ordinal);

    /// <summary>The same as a part of its conversation.</summary>
    /// <param name="before">What was said before.</param>
    public SignedCall After(IReadOnlyList<Message> before) => IsOfAnswer ? this with { Id = ConversationMark.Of(before).Name(Id) } : this;

    /// <summary>The signed calls and thoughts of an answer.</summary>
    public static IEnumerable<SignedCall> Of(ChatReply reply) => IsAnyIn(reply) ? Of(reply, static choice => AnswerName.Of(choice.Parts)) : [];

    /// <summary>The same of an answer whose texts are not at hand.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="nameOf">The name of what a choice says.</param>
    internal static IEnumerable<SignedCall> Of(ChatReply reply, Func<Choice, string?> nameOf)
    {
        foreach (var choice in reply.Choices)
        {
            PartSignature? spoken = null;
            var thoughts = new List<ReasoningPart>();
            var spoke = false;
            var lead = false;
            foreach (var part in choice.Parts)
            {
                if (part is ReasoningPart thought && (thought.Signature is not null || !thought.RedactedData.IsEmpty))
                {
                    lead = thoughts.Count == 0 ? !spoke : lead;
                    thoughts.Add(thought);
                }
                if (part is ToolCallPart call && (thoughts.Count > 0 || call.Signature is not null))
                {
                    yield return new SignedCall(call.Id, reply.Dialect, [.. thoughts], call.Signature, lead);
                    thoughts.Clear();
                }
                spoke |= part is not ReasoningPart;
                spoken = part is TextPart ? part.Signature ?? spoken : spoken;
            }
            var told = thoughts.Find(static thought => !thought.Text.IsEmpty);
            if (told is not null)
                yield return new SignedCall(NameOf(told), reply.Dialect, thoughts, null, lead);
            if ((spoken is not null || (told is null && thoughts.Count > 0)) && nameOf(choice) is { } name)
                yield return new SignedCall(name, reply.Dialect, told is null ? thoughts : [], spoken, lead);
        }
    }

    /// <summary>The request with everything put back that was signed; the same instance when there is nothing. Thoughts that a message tells in other words make room.</summary>
    /// <param name="request">The request.</param>
    /// <param name="find">Finds what was signed for a call or under a thought's name; null when nothing is known.</param>
    public static ChatRequest PutBack(ChatRequest request, Func<string, SignedCall?> find)
    {
        List<Message>? messages = null;
        var mark = new ConversationMark();
        for (var i = 0; i < request.Messages.Count; i++)
        {
            if (Completed(request.Messages[i], mark, find) is { } completed)
                (messages ??= [.. request.Messages])[i] = completed;
            mark.Add(request.Messages[i]);
        }
        return messages is null ? request : request with { Messages = messages };
    }

    /// <summary>The answer without the signatures and withheld thoughts that were kept: they are not lost to a caller who cannot carry them.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="kept">What was kept of it.</param>
    public static ChatReply Take(ChatReply reply, IReadOnlyCollection<SignedCall> kept)
    {
        var thoughts = new HashSet<Part>(kept.SelectMany(static signed => signed.Thoughts), ReferenceEqualityComparer.Instance);
        var calls = kept.Select(static signed => signed.Id).ToHashSet(StringComparer.Ordinal);
        return reply with
        {
            Choices = [.. reply.Choices.Select(choice => choice with { Parts = [.. choice.Parts.Select(Taken).OfType<Part>()] })],
        };

        Part? Taken(Part part) => part switch
        {
            ReasoningPart thought when thoughts.Contains(thought) => thought.Text.IsEmpty ? null : thought with { Signature = null, RedactedData = default },
            ToolCallPart call when calls.Contains(call.Id) => call with { Signature = null },
            TextPart { Signature: { } signature } text when kept.Any(signed => signed.Signature == signature) => text.Text.IsEmpty ? null : text with { Signature = null },
            _ => part,
        };
    }

    /// <summary>Whether anything was signed; most answers have nothing of it.</summary>
    private static bool IsAnyIn(ChatReply reply)
    {
        for (var choice = 0; choice < reply.Choices.Count; choice++)
        {
            var parts = reply.Choices[choice].Parts;
            for (var i = 0; i < parts.Count; i++)
            {
                if (parts[i] is { Signature: not null } or ReasoningPart { RedactedData.IsEmpty: false })
                    return true;
            }
        }
        return false;
    }

    private static Message? Completed(Message message, in ConversationMark before, Func<string, SignedCall?> find)
    {
        if (message.Role != Role.Assistant)
            return null;
        var completed = WithCalls(message, find);
        if (AnswerName.Of(message.Parts) is not { } name || find(before.Name(name)) is not { } signed)
            return completed;
        return WithAnswer(completed ?? message, signed);
    }

    /// <summary>What was signed for what was said: the thoughts stand before its last text, which has the signature.</summary>
    private static Message WithAnswer(Message message, SignedCall signed)
    {
        var parts = new List<Part>(message.Parts);
        var last = parts.FindLastIndex(static part => part is TextPart { Text.IsEmpty: false });
        if (signed.Signature is not null && parts[last].Signature is null)
            parts[last] = parts[last] with { Signature = signed.Signature };
        parts.InsertRange(signed.Leads ? 0 : last, signed.Thoughts);
        return message with { Parts = parts };
    }

    private static Message? WithCalls(Message message, Func<string, SignedCall?> find)
    {
        var parts = new List<Part>(message.Parts.Count + 1);
        var isChanged = false;
        foreach (var part in message.Parts)
        {
            if (IdOf(part) is not { } id || find(id) is not { } signed)
            {
                if (!isChanged || !IsTold(part, parts))
                    parts.Add(part);
                continue;
            }
            if (signed.Thoughts.Count > 0 && !isChanged)
                parts.RemoveAll(static told => told is ReasoningPart);
            parts.InsertRange(signed.Leads ? 0 : parts.Count, signed.Thoughts);
            if (part is ToolCallPart call)
                parts.Add(signed.Signature is null ? call : call with { Signature = signed.Signature });
            isChanged = true;
        }
        return isChanged ? message with { Parts = parts } : null;
    }

    /// <summary>Whether a thought is there already, with its signature.</summary>
    private static bool IsTold(Part part, List<Part> parts) =>
        part is ReasoningPart thought && parts.Exists(told => told is ReasoningPart { Signature: not null } signed && signed.Text.ToString() == thought.Text.ToString());

    /// <summary>Under what a part may have been signed; null for what is not signed, or has its signature.</summary>
    private static string? IdOf(Part part) => part switch
    {
        ToolCallPart { IdIsInvented: false } call => call.Id,
        ReasoningPart { Signature: null, Text.IsEmpty: false } thought => NameOf(thought),
        _ => null,
    };

    private static string NameOf(ReasoningPart thought) => "thought " + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(thought.Text.ToString())));
}

/// <summary>Gathers the signed calls and thoughts of a streamed answer. Keeps the thoughts and nothing else of it.</summary>
public sealed class SignedCalls
{
    private readonly ReplyFolder _folder = new();
    private readonly List<AnswerName> _said = [];
    private ArrayBufferWriter<byte>? _scratch;
    private int _textPart = -1;
    private bool _isSigned;

    /// <summary>Takes the next event.</summary>
    public void Add(in ChatEvent chatEvent)
    {
        if (chatEvent.Kind == ChatEventKind.Text)
            Say(chatEvent);
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Text when chatEvent.Part != _textPart:
                _textPart = chatEvent.Part;
                _folder.Add(chatEvent with { Text = default, Detail = null });
                break;
            case ChatEventKind.Start:
                _folder.Add(ChatEvent.Of(ChatEventKind.Start, new ReplyStart { Dialect = ((ReplyStart)chatEvent.Detail!).Dialect }));
                break;
            case ChatEventKind.ToolCallStart or ChatEventKind.Reasoning or ChatEventKind.RedactedReasoning or ChatEventKind.Signature:
                _isSigned |= chatEvent.Kind is ChatEventKind.RedactedReasoning or ChatEventKind.Signature;
                _folder.Add(chatEvent);
                break;
        }
    }

    /// <summary>The signed calls and thoughts so far.</summary>
    public IEnumerable<SignedCall> Build() => _isSigned ? SignedCall.Of(_folder.Build(), choice => choice.Index < _said.Count ? _said[choice.Index].Build() : null) : [];

    private void Say(in ChatEvent chatEvent)
    {
        while (_said.Count <= chatEvent.Choice)
            _said.Add(new AnswerName());
        CollectionsMarshal.AsSpan(_said)[chatEvent.Choice].Add(chatEvent.Text, ref _scratch);
    }
}
