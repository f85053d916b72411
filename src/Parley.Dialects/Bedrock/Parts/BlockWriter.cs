using Parley.Dialects.Conversation;

namespace Parley.Dialects.Bedrock;

/// <summary>Writes content blocks, of requests and of replies.</summary>
internal static class BlockWriter
{
    /// <summary>Writes a part as a block of its own. Whether it can be written is its caller's business.</summary>
    public static void Write(Part part, WriterScope scope, string place)
    {
        if (part is OpaquePart opaque)
        {
            opaque.Json.WriteValue(scope.Json);
            return;
        }
        scope.Json.WriteStartObject();
        if (part.Extras is { Dialect: Names.Dialect } own && own[Names.GuardContent] is { IsAbsent: false } guarded)
            guarded.WriteMember(scope.Json, "guardContent"u8);
        else
            WriteMember(part, scope, place);
        scope.Json.WriteEndObject();
        if (part.Signature is { } signature && signature.Dialect != Names.Dialect)
            scope.Log.Dropped($"{place}.signature", signature.Dialect);
    }

    private static void WriteMember(Part part, WriterScope scope, string place)
    {
        switch (part)
        {
            case TextPart text: WriteText(text, scope, place); break;
            case RefusalPart refusal: WriteRefusal(refusal, scope, place); break;
            case ReasoningPart thought: WriteThought(thought, scope, place); break;
            case MediaPart media: MediaWriter.Write(media, scope, place); break;
            case ToolCallPart call: WriteCall(call, scope, place); break;
            case ToolResultPart result: WriteResult(result, scope, place); break;
        }
    }

    private static void WriteText(TextPart text, WriterScope scope, string place)
    {
        var extras = text.Extras is { Dialect: Names.Dialect } own ? own : null;
        if (extras?.Spelling("json") is { IsAbsent: false } json)
            json.WriteMember(scope.Json, "json"u8);
        else if (extras?.Spelling(Names.CitationsContent) is { IsAbsent: false } || CitationFields.CanWriteAny(text.Citations))
            WriteCited(text, scope, place);
        else
            text.Text.WriteMember(scope.Json, "text"u8);
        foreach (var citation in text.Citations)
        {
            if (!CitationFields.CanWrite(citation))
                scope.Log.Dropped($"{place}.citations");
        }
        text.Extras.Write(scope.Json, Names.Dialect, scope.Log, place);
    }

    private static void WriteCited(TextPart text, WriterScope scope, string place)
    {
        var json = scope.Json;
        json.WriteStartObject("citationsContent"u8);
        if (text.Extras is { Dialect: Names.Dialect } own && own.Spelling(Names.CitationsContent) is { IsAbsent: false } content)
            content.WriteMember(json, "content"u8);
        else
            CitationFields.WriteTexts(json, "content"u8, text.Text);
        json.WriteStartArray("citations"u8);
        foreach (var citation in text.Citations)
        {
            if (CitationFields.CanWrite(citation))
                CitationFields.Write(json, citation);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRefusal(RefusalPart refusal, WriterScope scope, string place)
    {
        refusal.Text.WriteMember(scope.Json, "text"u8);
        scope.Log.Moved($"{place}.refusal", "text");
        refusal.Extras.Write(scope.Json, Names.Dialect, scope.Log, place);
    }

    private static void WriteThought(ReasoningPart thought, WriterScope scope, string place)
    {
        var json = scope.Json;
        json.WriteStartObject("reasoningContent"u8);
        if (!thought.RedactedData.IsEmpty)
        {
            thought.RedactedData.WriteMember(json, "redactedContent"u8);
        }
        else
        {
            json.WriteStartObject("reasoningText"u8);
            thought.Text.WriteMember(json, "text"u8);
            if (thought.Signature is { Dialect: Names.Dialect, Value: var signature })
                signature.WriteMember(json, "signature"u8);
            json.WriteEndObject();
        }
        thought.Extras.Write(json, Names.Dialect, scope.Log, place);
        json.WriteEndObject();
    }

    /// <summary>The input is an object without exception: the free text of a custom tool, or JSON that a token limit cut off, is put into one.</summary>
    private static void WriteCall(ToolCallPart call, WriterScope scope, string place)
    {
        var json = scope.Json;
        json.WriteStartObject("toolUse"u8);
        json.WriteString("toolUseId"u8, IdOf(call.Id, scope));
        json.WriteString("name"u8, call.Name);
        if (!call.IsCustom && call.Arguments.TryGetObject(out var value))
        {
            value.WriteMember(json, "input"u8);
        }
        else
        {
            json.WriteStartObject("input"u8);
            call.Arguments.AsText().WriteMember(json, "input"u8);
            json.WriteEndObject();
            scope.Log.Emulated($"{place}.arguments", null, "input.input");
        }
        scope.TryWriteSpelling(call.Extras, "type");
        call.Extras.Write(json, Names.Dialect, scope.Log, place);
        json.WriteEndObject();
    }

    private static void WriteResult(ToolResultPart result, WriterScope scope, string place)
    {
        var json = scope.Json;
        json.WriteStartObject("toolResult"u8);
        json.WriteString("toolUseId"u8, IdOf(result.ToolCallId, scope));
        json.WriteStartArray("content"u8);
        for (var i = 0; i < result.Content.Count; i++)
            WriteResultPart(result.Content[i], scope, $"{place}.content[{i}]");
        json.WriteEndArray();
        if (result.IsError is { } isError && (isError || scope.IsOwn))
            json.WriteString("status"u8, isError ? "error"u8 : "success"u8);
        scope.TryWriteSpelling(result.Extras, "type");
        result.Extras.Write(json, Names.Dialect, scope.Log, place);
        json.WriteEndObject();
    }

    private static void WriteResultPart(Part part, WriterScope scope, string place)
    {
        switch (part)
        {
            case TextPart text when scope.IsOwn || !text.Text.IsEmpty: break;
            case MediaPart media when MediaWriter.CanWrite(media, scope.IsOwn) && media.Kind != MediaKind.Audio: break;
            case OpaquePart { Dialect: Names.Dialect }: break;
            case TextPart: return;
            default: Drop(part, scope, place); return;
        }
        Write(part, scope, place);
        if (part.Cache is not null && scope.IsOwn)
            CachePoint.Write(scope.Json, part.Cache);
        else if (part.Cache is not null)
            scope.Log.Dropped($"{place}.cache_control");
    }

    /// <summary>Records a part that cannot be written.</summary>
    public static void Drop(Part part, WriterScope scope, string place)
    {
        switch (part)
        {
            case TextPart or RefusalPart: break;
            case ReasoningPart: scope.Log.Dropped($"{place}.thinking"); break;
            case OpaquePart opaque: scope.Log.DroppedContent(place, opaque.Type); break;
            case MediaPart { Source: MediaSource.Url } media: scope.Log.DroppedContent(place, $"{media.Kind} by address"); break;
            case MediaPart media: scope.Log.DroppedContent(place, $"{media.Kind} {media.MediaType}"); break;
            default: scope.Log.DroppedContent(place); break;
        }
    }

    private static string IdOf(string id, WriterScope scope) => scope.IsOwn ? id : ToolCallIds.Map(id, ToolCallIdRule.Word64);
}
