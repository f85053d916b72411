namespace Parley.Dialects.Conversation;

/// <summary>Plays a whole reply as a stream: for backends that answer in one piece although a stream was asked for.</summary>
public static class ReplyEvents
{
    /// <summary>The events of a reply, without <see cref="ChatEventKind.End"/>. Folding them gives the reply again.</summary>
    public static List<ChatEvent> Of(ChatReply reply)
    {
        var events = new List<ChatEvent>
        {
            ChatEvent.Of(ChatEventKind.Start, new ReplyStart
            {
                Id = reply.Id, Model = reply.Model, Created = reply.Created, ServiceTier = reply.ServiceTier, Dialect = reply.Dialect, Extras = reply.Extras,
            }),
        };
        foreach (var choice in reply.Choices)
            AddChoice(choice, events);
        if (reply.Usage.IsKnown)
            events.Add(ChatEvent.Of(ChatEventKind.Usage, reply.Usage));
        return events;
    }

    private static void AddChoice(Choice choice, List<ChatEvent> events)
    {
        for (var number = 0; number < choice.Parts.Count; number++)
            AddPart(choice.Parts[number], choice.Index, number, events);
        if (!choice.Logprobs.IsAbsent)
            events.Add(ChatEvent.Of(ChatEventKind.Logprobs, choice.Logprobs, choice.Index));
        if (choice.MessageExtras is not null)
            events.Add(ChatEvent.Of(ChatEventKind.MessageExtras, choice.MessageExtras, choice.Index));
        if (choice.Extras is not null)
            events.Add(ChatEvent.Of(ChatEventKind.Extras, choice.Extras, choice.Index));
        events.Add(ChatEvent.Of(ChatEventKind.Finish, choice.Finish, choice.Index));
    }

    private static void AddPart(Part part, int choice, int number, List<ChatEvent> events)
    {
        switch (part)
        {
            case TextPart text:
                Add(ChatEventKind.Text, text.Text, text.Extras);
                foreach (var citation in text.Citations)
                    Add(ChatEventKind.Citation, default, citation);
                break;
            case ReasoningPart { RedactedData.IsEmpty: false } redacted:
                Add(ChatEventKind.RedactedReasoning, redacted.RedactedData, null);
                break;
            case ReasoningPart reasoning:
                Add(ChatEventKind.Reasoning, reasoning.Text, reasoning.Extras);
                break;
            case RefusalPart refusal:
                Add(ChatEventKind.Refusal, refusal.Text, refusal.Extras);
                break;
            case ToolCallPart call:
                Add(ChatEventKind.ToolCallStart, default, new ToolCallStart(call.Id, call.Name) { IsCustom = call.IsCustom, IdIsInvented = call.IdIsInvented, Extras = call.Extras });
                Add(ChatEventKind.ToolCallArguments, call.Arguments.AsText(), null);
                break;
            case MediaPart media:
                Add(ChatEventKind.Media, default, media);
                break;
            case OpaquePart opaque:
                Add(ChatEventKind.Opaque, default, opaque);
                break;
        }
        if (part.Signature is { } signature)
            Add(ChatEventKind.Signature, signature.Value, signature.Dialect);

        void Add(ChatEventKind kind, Wire.JsonText text, object? detail) => events.Add(new ChatEvent(kind, choice, number, text, detail));
    }
}
