using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Extensions.AI.Content;

/// <summary>What tools answer, as the model is told it: texts as they are, contents as contents, all else as JSON.</summary>
internal static class ResultParts
{
    /// <summary>The part of a result.</summary>
    public static ToolResultPart Of(FunctionResultContent content, ConversionLog log, string place)
    {
        if (content.RawRepresentation is ToolResultPart told && told.ToolCallId == content.CallId)
            return told;
        if (content.Exception is { } exception)
            return new ToolResultPart(content.CallId, content.Result is null ? [Text($"Error: {FirstLine(exception.Message)}")] : Of(content.Result, log, $"{place}.Result")) { IsError = true };
        return new ToolResultPart(content.CallId, Of(content.Result, log, $"{place}.Result"));
    }

    /// <summary>The parts of what a function gave back.</summary>
    public static IReadOnlyList<Part> Of(object? result, ConversionLog log, string place)
    {
        switch (result)
        {
            case null: return [];
            case string text: return [Text(text)];
            case JsonElement { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null }: return [];
            case JsonElement { ValueKind: JsonValueKind.String } element: return [Text(element.GetString())];
            case AIContent content: return OfContents([content], log, place);
            case IEnumerable<AIContent> contents: return OfContents(contents, log, place);
        }
        string? unwritable = null;
        // Without the blanks that a serializer may have put in, which would be paid for.
        var json = result is JsonElement value ? JsonValues.Compact(value) : JsonValues.Of(result, out unwritable);
        if (unwritable is null)
            return [Text(json.ToString())];
        log.DroppedContent(place, unwritable);
        return [Text(result.ToString())];
    }

    /// <summary>The first line of a message: what stands below is a trace as often as not.</summary>
    public static string FirstLine(string message)
    {
        var end = message.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? message : message[..end];
    }

    private static TextPart Text(JsonText text) => new(text) { IsBare = true };

    private static List<Part> OfContents(IEnumerable<AIContent> contents, ConversionLog log, string place)
    {
        var parts = new List<Part>();
        var number = 0;
        foreach (var content in contents)
        {
            var at = $"{place}[{number++}]";
            // What a function gives is its own doing: the run goes on without it.
            if (content is null)
                log.DroppedContent(at, "null");
            else if (ContentParts.Of(content, isAlone: false, log, at) is { } part)
                parts.Add(part);
        }
        return parts;
    }
}
