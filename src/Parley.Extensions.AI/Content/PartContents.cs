using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;

namespace Parley.Extensions.AI.Content;

/// <summary>Parts of a conversation as contents. Each keeps its part as the raw representation, so that nothing is lost when it is told again.</summary>
internal static class PartContents
{
    /// <summary>The code under which the abstractions tell a refusal.</summary>
    public const string Refusal = "Refusal";

    /// <summary>The contents of parts, in order.</summary>
    public static List<AIContent> Of(IReadOnlyList<Part> parts)
    {
        var contents = new List<AIContent>(parts.Count);
        for (var i = 0; i < parts.Count; i++)
            Add(parts[i], contents);
        return contents;
    }

    /// <summary>Adds the content of a part, and behind it what protects what hangs on it.</summary>
    public static void Add(Part part, List<AIContent> contents)
    {
        switch (part)
        {
            case TextPart text:
                AddText(text, contents);
                break;
            case ReasoningPart thought:
                contents.Add(new TextReasoningContent(thought.Text.ToString()) { ProtectedData = ProtectedParts.Of(thought), RawRepresentation = thought });
                break;
            case RefusalPart refusal:
                contents.Add(new ErrorContent(refusal.Text.ToString()) { ErrorCode = Refusal, RawRepresentation = refusal });
                break;
            case MediaPart media:
                contents.Add(MediaContents.ContentOf(media) ?? Unknown(media));
                break;
            case ToolCallPart call:
                contents.Add(Of(call));
                break;
            case ToolResultPart result:
                contents.Add(Of(result));
                break;
            default:
                contents.Add(Unknown(part));
                break;
        }
    }

    /// <summary>The content of a call.</summary>
    public static FunctionCallContent Of(ToolCallPart call)
    {
        var content = CallArguments.ContentOf(call);
        return call.IsCustom || call.IdIsInvented || content.Exception is not null || ProtectedParts.IsNeeded(call) ? content.With(call) : content;
    }

    /// <summary>A content that says nothing itself: what only one dialect understands.</summary>
    public static AIContent Unknown(Part part) => new AIContent { RawRepresentation = part }.With(part);

    private static void AddText(TextPart text, List<AIContent> contents)
    {
        if (!text.Text.IsEmpty || text.Citations.Count > 0)
            contents.Add(new TextContent(text.Text.ToString()) { Annotations = CitationContents.AnnotationsOf(text.Citations), RawRepresentation = text });
        if (ProtectedParts.Behind(text) is { } behind)
            contents.Add(behind);
    }

    private static FunctionResultContent Of(ToolResultPart result)
    {
        object? said = result.Content switch
        {
            [] => null,
            [TextPart text] => text.Text.ToString(),
            var parts => Of(parts),
        };
        var content = new FunctionResultContent(result.ToolCallId, said) { RawRepresentation = result };
        if (result.IsError == true)
            content.Exception = new InvalidOperationException(said as string ?? "The tool failed.");
        return content;
    }
}
