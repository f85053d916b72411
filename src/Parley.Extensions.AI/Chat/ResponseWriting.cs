using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;
using Parley.Extensions.AI.Content;
using Parley.Pipeline;

namespace Parley.Extensions.AI.Chat;

/// <summary>Whole answers as responses.</summary>
internal static class ResponseWriting
{
    /// <summary>The response of an answer that has a reply.</summary>
    public static ChatResponse Of(Answer answer, ConversionLog log)
    {
        var reply = answer.Reply!;
        var choice = reply.Choices.Count > 0 ? reply.Choices[0] : null;
        var message = new ChatMessage(ChatRole.Assistant, choice is null ? [] : PartContents.Of(choice.Parts)) { MessageId = reply.Id, CreatedAt = TimeOf(reply.Created), RawRepresentation = choice };
        return new ChatResponse(message)
        {
            ResponseId = reply.Id,
            ModelId = reply.Model,
            CreatedAt = message.CreatedAt,
            FinishReason = choice is null ? null : FinishReasons.Of(choice.Finish),
            Usage = Usages.Of(answer.Usage.IsKnown ? answer.Usage : reply.Usage),
            RawRepresentation = reply,
            AdditionalProperties = PropertiesOf(answer, reply, log),
        };
    }

    /// <summary>What the types of the abstractions have no member for.</summary>
    /// <param name="answer">What is known of the request; null where nothing is.</param>
    /// <param name="reply">The answer; of a stream what stands beside its parts.</param>
    /// <param name="log">What was lost before the request was asked.</param>
    public static AdditionalPropertiesDictionary PropertiesOf(Answer? answer, ChatReply reply, ConversionLog log)
    {
        var properties = new AdditionalPropertiesDictionary();
        if (reply.Choices.Count > 1)
            log.DroppedContent("choices", $"{reply.Choices.Count - 1} more answers are in the raw representation alone");
        if (LossesOf(answer, log) is { Count: > 0 } losses)
            properties[ChatProperties.Losses] = losses;
        if (answer is not null)
            properties[ChatProperties.RequestId] = answer.RequestId;
        if (answer?.Target is { } target)
            properties[ChatProperties.Target] = target.ToString();
        if (reply.ServiceTier is { } tier)
            properties[ChatProperties.ServiceTier] = tier;
        if (reply.Choices is [{ Logprobs.IsAbsent: false } choice, ..])
            properties[ChatProperties.Logprobs] = JsonElement.Parse(choice.Logprobs.Utf8.Span);
        return properties;
    }

    /// <summary>A time in seconds as a time.</summary>
    public static DateTimeOffset? TimeOf(long? seconds) => seconds is >= 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds.Value) : null;

    private static IReadOnlyList<ConversionEntry> LossesOf(Answer? answer, ConversionLog log)
    {
        var later = answer?.Losses ?? [];
        return log.Entries.Count == 0 ? later : later.Count == 0 ? log.Entries : [.. log.Entries, .. later];
    }
}
