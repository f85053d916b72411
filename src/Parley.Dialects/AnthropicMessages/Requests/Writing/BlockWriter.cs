using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Writes content blocks of requests.</summary>
internal static class BlockWriter
{
    /// <summary>True when the part can stand in a message of the role. The API takes no empty text from anybody.</summary>
    public static bool CanWrite(Part part, Role role, RequestScope scope) => part switch
    {
        TextPart text => scope.IsOwn || !text.Text.IsBlank,
        RefusalPart refusal => !refusal.Text.IsBlank,
        ReasoningPart thought => role == Role.Assistant && IsReplayable(thought, scope.Profile, scope.IsOwn),
        MediaPart media => (scope.IsOwn || role != Role.Assistant) && MediaWriter.CanWrite(media, scope.Profile),
        ToolCallPart => role == Role.Assistant,
        ToolResultPart => role != Role.Assistant,
        OpaquePart opaque => opaque.Dialect == Names.Dialect,
        _ => false,
    };

    /// <summary>
    /// True for thoughts that the upstream takes back: those that it signed, and where it verifies no signatures also others of this dialect's servers.
    /// </summary>
    public static bool IsReplayable(ReasoningPart thought, WireProfile profile, bool isOwn)
    {
        if (thought.Signature is { } signature)
            return signature.Dialect == Names.Dialect && (!signature.Value.IsEmpty || profile.Reasoning != ReasoningMember.None);
        if (!thought.RedactedData.IsEmpty)
            return isOwn;
        return profile.Reasoning != ReasoningMember.None && !thought.Text.IsEmpty;
    }

    /// <summary>Records a part that <see cref="CanWrite"/> refuses.</summary>
    public static void Drop(Part part, RequestScope scope, Place place)
    {
        switch (part)
        {
            case TextPart or RefusalPart: break;
            case ReasoningPart: scope.Log.Dropped($"{place}.thinking"); break;
            case OpaquePart opaque: scope.Log.DroppedContent(place, opaque.Type); break;
            case MediaPart media: scope.Log.DroppedContent(place, $"{media.Kind} {media.MediaType}"); break;
            default: scope.Log.DroppedContent(place); break;
        }
    }

    /// <summary>Writes a part that <see cref="CanWrite"/> allows.</summary>
    public static void Write(Part part, RequestScope scope, Place place)
    {
        if (part is OpaquePart opaque)
        {
            opaque.Json.WriteValue(scope.Json);
            return;
        }
        if (part is MediaPart media)
        {
            MediaWriter.Write(media, scope, place);
            return;
        }
        scope.Json.WriteStartObject();
        switch (part)
        {
            case TextPart text: WriteText(text, scope, place); break;
            case RefusalPart refusal: WriteRefusal(refusal, scope, place); break;
            case ReasoningPart thought: WriteThought(thought, scope.Json); break;
            case ToolCallPart call: WriteCall(call, scope, place); break;
            case ToolResultPart result: WriteResult(result, scope, place); break;
        }
        scope.WriteCache(part.Cache);
        if (part.Signature is { } signature && signature.Dialect != Names.Dialect)
            scope.Log.Dropped($"{place}.signature", signature.Dialect);
        scope.WriteExtras(part.Extras, place);
        scope.Json.WriteEndObject();
    }

    private static void WriteText(TextPart text, RequestScope scope, Place place)
    {
        scope.Json.WriteString("type"u8, "text"u8);
        text.Text.WriteMember(scope.Json, "text"u8);
        if (text.Citations.Count == 0)
            return;
        if (!scope.IsOwn)
        {
            scope.Log.Dropped($"{place}.citations");
            return;
        }
        scope.Json.WriteStartArray("citations"u8);
        foreach (var citation in text.Citations)
        {
            if (CitationFields.IsUnsigned(citation))
                scope.Log.Dropped($"{place}.citations", citation.Title);
            else if (CitationFields.CanWrite(citation))
                CitationFields.Write(scope.Json, citation);
        }
        scope.Json.WriteEndArray();
    }

    private static void WriteRefusal(RefusalPart refusal, RequestScope scope, Place place)
    {
        scope.Json.WriteString("type"u8, "text"u8);
        refusal.Text.WriteMember(scope.Json, "text"u8);
        scope.Log.Moved($"{place}.refusal", "text");
    }

    private static void WriteThought(ReasoningPart thought, Utf8JsonWriter json)
    {
        if (!thought.RedactedData.IsEmpty)
        {
            json.WriteString("type"u8, "redacted_thinking"u8);
            thought.RedactedData.WriteMember(json, "data"u8);
            return;
        }
        json.WriteString("type"u8, "thinking"u8);
        thought.Text.WriteMember(json, "thinking"u8);
        (thought.Signature?.Value ?? default).WriteMember(json, "signature"u8);
    }

    private static void WriteCall(ToolCallPart call, RequestScope scope, Place place)
    {
        scope.Json.WriteString("type"u8, "tool_use"u8);
        scope.Json.WriteString("id"u8, IdOf(call.Id, scope));
        scope.Json.WriteString("name"u8, call.Name);
        if (ToolInput.Write(scope.Json, call))
            scope.Log.Emulated($"{place}.arguments", null, "input.input");
    }

    private static void WriteResult(ToolResultPart result, RequestScope scope, Place place)
    {
        scope.Json.WriteString("type"u8, "tool_result"u8);
        scope.Json.WriteString("tool_use_id"u8, IdOf(result.ToolCallId, scope));
        if (result.Content is [TextPart { IsBare: true, Cache: null } text])
            text.Text.WriteMember(scope.Json, "content"u8);
        else
            WriteResultContent(result.Content, scope, place);
        if (result.IsError is { } isError)
            scope.Json.WriteBoolean("is_error"u8, isError);
    }

    private static void WriteResultContent(IReadOnlyList<Part> content, RequestScope scope, Place place)
    {
        var started = false;
        for (var i = 0; i < content.Count; i++)
        {
            var partPlace = place.Content(i);
            if (!CanWrite(content[i], Role.Tool, scope))
            {
                Drop(content[i], scope, partPlace);
                continue;
            }
            if (!started)
                scope.Json.WriteStartArray("content"u8);
            started = true;
            Write(content[i], scope, partPlace);
        }
        if (started)
            scope.Json.WriteEndArray();
    }

    private static string IdOf(string id, RequestScope scope) =>
        ToolCallIds.Map(id, scope.Profile.ToolCallIds == ToolCallIdRule.Any ? ToolCallIdRule.Word64 : scope.Profile.ToolCallIds);
}
