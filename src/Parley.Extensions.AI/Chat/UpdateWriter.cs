using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;
using Parley.Extensions.AI.Content;
using Parley.Pipeline;

namespace Parley.Extensions.AI.Chat;

/// <summary>Events of a streamed answer as updates: one for each event, which is its raw representation. Calls of tools are told when they are whole, in their place among the parts. One for a stream.</summary>
internal sealed class UpdateWriter
{
    private readonly PendingParts _pending = new();
    private readonly ReplyFolder _beside = new();
    private ReplyStart _start = new();

    /// <summary>The update of an event.</summary>
    public ChatResponseUpdate Of(in ChatEvent chatEvent)
    {
        var update = Open(chatEvent);
        if (chatEvent.Choice == 0)
            Fill(update, chatEvent);
        update.ResponseId = _start.Id;
        update.MessageId = _start.Id;
        update.ModelId = _start.Model;
        update.CreatedAt = ResponseWriting.TimeOf(_start.Created);
        return update;
    }

    /// <summary>The last update: what was used, what the answer as a whole has besides, and what was lost.</summary>
    public ChatResponseUpdate End(in ChatEvent end, Answer? answer, ConversionLog log)
    {
        var update = Of(end);
        var whole = _beside.Build();
        if (Usages.Of(answer is { Usage.IsKnown: true } ? answer.Usage : whole.Usage) is { } used)
            update.Contents.Add(new UsageContent(used));
        // Without a message's id it is the response that has them.
        update.MessageId = null;
        update.AdditionalProperties = ResponseWriting.PropertiesOf(answer, whole, log);
        return update;
    }

    private static ChatResponseUpdate Open(in ChatEvent chatEvent) => new() { Role = ChatRole.Assistant, RawRepresentation = chatEvent };

    private void Fill(ChatResponseUpdate update, in ChatEvent chatEvent)
    {
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Start when chatEvent.Detail is ReplyStart start:
                _start = start with { Id = start.Id ?? _start.Id, Model = start.Model ?? _start.Model, Created = start.Created ?? _start.Created };
                _beside.Add(chatEvent);
                break;
            case ChatEventKind.Text:
                _pending.Turn(chatEvent, update.Contents);
                if (!chatEvent.Text.IsEmpty)
                    update.Contents.Add(new TextContent(chatEvent.Text.ToString()));
                break;
            case ChatEventKind.Reasoning:
                _pending.Turn(chatEvent, update.Contents);
                if (!chatEvent.Text.IsEmpty)
                    update.Contents.Add(new TextReasoningContent(chatEvent.Text.ToString()));
                break;
            case ChatEventKind.Citation when chatEvent.Detail is Citation citation:
                _pending.Turn(chatEvent, update.Contents);
                update.Contents.Add(new TextContent("") { Annotations = [CitationContents.AnnotationOf(citation)] });
                break;
            case ChatEventKind.Finish when chatEvent.Detail is Finish finish:
                _pending.Close(update.Contents);
                update.FinishReason = FinishReasons.Of(finish);
                break;
            case ChatEventKind.Usage or ChatEventKind.Logprobs or ChatEventKind.Extras or ChatEventKind.MessageExtras or ChatEventKind.ReplyExtras:
                _beside.Add(chatEvent);
                break;
            default:
                _pending.Turn(chatEvent, update.Contents);
                break;
        }
    }
}
