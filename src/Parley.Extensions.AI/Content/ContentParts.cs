using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;

namespace Parley.Extensions.AI.Content;

/// <summary>Contents as parts of a conversation. What has no place in one is recorded. A content that was told by Parley, and says the same still, is the part that it was.</summary>
internal static class ContentParts
{
    private const string CacheControl = "cache_control";

    /// <summary>The part of a content; null, recorded, where there is none.</summary>
    /// <param name="content">The content.</param>
    /// <param name="isAlone">Whether it is the only one of its message.</param>
    /// <param name="log">Takes what is lost.</param>
    /// <param name="place">Where it stands.</param>
    public static Part? Of(AIContent content, bool isAlone, ConversionLog log, string place)
    {
        var part = content switch
        {
            TextContent text => TextOf(text, isAlone, log, place),
            TextReasoningContent thought => ThoughtOf(thought, log, place),
            FunctionCallContent call => CallArguments.PartOf(call, log, place),
            FunctionResultContent result => ResultParts.Of(result, log, place),
            DataContent or UriContent or HostedFileContent => MediaOf(content),
            ErrorContent error => RefusalOf(error, log, place),
            _ => UnknownOf(content, log, place),
        };
        return part is null ? null : WithProperties(part, content, log, place);
    }

    private static TextPart TextOf(TextContent content, bool isAlone, ConversionLog log, string place)
    {
        if (content.RawRepresentation is TextPart told && told.Text.ToString() == content.Text && (content.Annotations?.Count ?? 0) == told.Citations.Count)
            return told;
        return new TextPart(content.Text) { IsBare = isAlone, Citations = CitationContents.Of(content, log, place) };
    }

    /// <summary>A thought, or what hangs on the text before it: then a text that is empty.</summary>
    private static Part ThoughtOf(TextReasoningContent content, ConversionLog log, string place)
    {
        if (content.RawRepresentation is ReasoningPart told && told.Text.ToString() == content.Text)
            return told;
        if (content.ProtectedData is not { Length: > 0 } secret)
            return new ReasoningPart(content.Text);
        switch (ProtectedParts.Read(secret))
        {
            case ReasoningPart thought: return thought with { Text = content.Text };
            case TextPart text: return text;
        }
        log.Dropped($"{place}.ProtectedData");
        return new ReasoningPart(content.Text);
    }

    private static MediaPart MediaOf(AIContent content)
    {
        if (content.RawRepresentation is MediaPart told)
            return told;
        return content switch
        {
            DataContent data => MediaContents.PartOf(data),
            UriContent address => MediaContents.PartOf(address),
            _ => MediaContents.PartOf((HostedFileContent)content),
        };
    }

    private static RefusalPart? RefusalOf(ErrorContent error, ConversionLog log, string place)
    {
        if (error.ErrorCode == PartContents.Refusal)
            return error.RawRepresentation is RefusalPart told && told.Text.ToString() == error.Message ? told : new RefusalPart(error.Message);
        log.DroppedContent(place, $"an error: {error.Message}");
        return null;
    }

    private static Part? UnknownOf(AIContent content, ConversionLog log, string place)
    {
        if ((content.RawRepresentation as Part ?? ProtectedParts.In(content)) is { } told)
            return told;
        // What was used is said of an answer, and not to the model.
        if (content is not UsageContent)
            log.DroppedContent(place, content.GetType().Name);
        return null;
    }

    private static Part WithProperties(Part part, AIContent content, ConversionLog log, string place)
    {
        if (content.AdditionalProperties is not { Count: > 0 } properties)
            return part;
        foreach (var (name, value) in properties)
        {
            switch (name)
            {
                case ProtectedParts.Property:
                case MediaContents.FileDialect when content is HostedFileContent:
                    break;
                case MediaContents.Detail when part is MediaPart media:
                    part = media with { Detail = value?.ToString() };
                    break;
                case CacheControl:
                    part = part with { Cache = value is null or false ? null : new CacheHint(value as string) };
                    break;
                default:
                    log.Dropped($"{place}.AdditionalProperties[{name}]", value?.ToString());
                    break;
            }
        }
        return part;
    }
}
