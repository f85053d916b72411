namespace Parley.Dialects.Conversation;

/// <summary>
/// What a model signed on the way to a tool call: the thoughts before it, and the call itself. A caller of another dialect cannot carry it, and a maker that checks it refuses the conversation without.
/// </summary>
/// <param name="Id">The call.</param>
/// <param name="Dialect">Who can verify the signatures.</param>
/// <param name="Thoughts">The thoughts since the call before; without a signature of their own they are not here.</param>
/// <param name="Signature">The signature of the call; null when it has none.</param>
/// <param name="Leads">True when the thoughts are the first that the answer says.</param>
public sealed record SignedCall(string Id, string Dialect, IReadOnlyList<ReasoningPart> Thoughts, PartSignature? Signature, bool Leads)
{
    /// <summary>The signed calls of an answer.</summary>
    public static IEnumerable<SignedCall> Of(ChatReply reply)
    {
        foreach (var choice in reply.Choices)
        {
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
            }
        }
    }

    /// <summary>The request with everything put back that was signed; the same instance when there is nothing. Thoughts that a message tells in other words make room.</summary>
    /// <param name="request">The request.</param>
    /// <param name="find">Finds what was signed for a call; null when nothing is known.</param>
    public static ChatRequest PutBack(ChatRequest request, Func<string, SignedCall?> find)
    {
        List<Message>? messages = null;
        for (var i = 0; i < request.Messages.Count; i++)
        {
            if (Completed(request.Messages[i], find) is { } completed)
                (messages ??= [.. request.Messages])[i] = completed;
        }
        return messages is null ? request : request with { Messages = messages };
    }

    private static Message? Completed(Message message, Func<string, SignedCall?> find)
    {
        var parts = new List<Part>(message.Parts.Count + 1);
        var isChanged = false;
        foreach (var part in message.Parts)
        {
            if (part is not ToolCallPart { IdIsInvented: false } call || find(call.Id) is not { } signed)
            {
                parts.Add(part);
                continue;
            }
            if (signed.Thoughts.Count > 0 && !isChanged)
                parts.RemoveAll(static told => told is ReasoningPart);
            parts.InsertRange(signed.Leads ? 0 : parts.Count, signed.Thoughts);
            parts.Add(signed.Signature is null ? call : call with { Signature = signed.Signature });
            isChanged = true;
        }
        return isChanged ? message with { Parts = parts } : null;
    }
}

/// <summary>Gathers the signed calls of a streamed answer. Keeps the thoughts and nothing else of it.</summary>
public sealed class SignedCalls
{
    private readonly ReplyFolder _folder = new();
    private int _textPart = -1;
    private bool _hasCalls;
    private bool _isSigned;

    /// <summary>Takes the next event.</summary>
    public void Add(in ChatEvent chatEvent)
    {
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
                _hasCalls |= chatEvent.Kind == ChatEventKind.ToolCallStart;
                _isSigned |= chatEvent.Kind is ChatEventKind.RedactedReasoning or ChatEventKind.Signature;
                _folder.Add(chatEvent);
                break;
        }
    }

    /// <summary>The signed calls so far.</summary>
    public IEnumerable<SignedCall> Build() => _hasCalls && _isSigned ? SignedCall.Of(_folder.Build()) : [];
}
