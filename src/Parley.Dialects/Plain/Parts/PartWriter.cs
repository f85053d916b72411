using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Plain;

/// <summary>Writes the parts of messages, of tool results and of answers.</summary>
internal static class PartWriter
{
    /// <summary>Writes them as a member: a string where the wire had a bare one and nothing hangs on it, else a list.</summary>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<Part> parts)
    {
        if (parts is [TextPart { IsBare: true, Citations.Count: 0, Cache: null, Signature: null, Extras: null } bare])
        {
            bare.Text.WriteMember(json, name);
            return;
        }
        WriteList(json, name, parts);
    }

    /// <summary>Writes them as a list, whatever they are: who reads an answer need not look for two forms.</summary>
    public static void WriteList(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<Part> parts)
    {
        json.WriteStartArray(name);
        for (var i = 0; i < parts.Count; i++)
            Write(json, parts[i]);
        json.WriteEndArray();
    }

    /// <summary>Writes one.</summary>
    public static void Write(Utf8JsonWriter json, Part part)
    {
        json.WriteStartObject();
        switch (part)
        {
            case TextPart text: WriteText(json, text); break;
            case ReasoningPart reasoning: WriteReasoning(json, reasoning); break;
            case RefusalPart refusal:
                json.WriteString("type"u8, "refusal"u8);
                refusal.Text.WriteMember(json, "text"u8);
                break;
            case MediaPart media: MediaFields.Write(json, media); break;
            case ToolCallPart call: WriteCall(json, call); break;
            case ToolResultPart result: WriteResult(json, result); break;
            case OpaquePart opaque: WriteOpaque(json, opaque); break;
        }
        SharedMembers.Write(json, part);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, TextPart text)
    {
        json.WriteString("type"u8, "text"u8);
        text.Text.WriteMember(json, "text"u8);
        json.SayIf("bare"u8, text.IsBare);
        if (text.Citations.Count == 0)
            return;
        json.WriteStartArray("citations"u8);
        for (var i = 0; i < text.Citations.Count; i++)
            CitationFields.Write(json, text.Citations[i]);
        json.WriteEndArray();
    }

    private static void WriteReasoning(Utf8JsonWriter json, ReasoningPart reasoning)
    {
        json.WriteString("type"u8, "reasoning"u8);
        reasoning.Text.WriteMember(json, "text"u8);
        json.Say("redacted"u8, reasoning.RedactedData);
    }

    private static void WriteCall(Utf8JsonWriter json, ToolCallPart call)
    {
        json.WriteString("type"u8, "tool_call"u8);
        json.WriteString("id"u8, call.Id);
        json.WriteString("name"u8, call.Name);
        if (call.IsCustom)
            call.Arguments.AsText().WriteMember(json, "input"u8);
        else if (call.Arguments.Value is { IsAbsent: false, Kind: not JsonValueKind.String } value)
            value.WriteMember(json, "arguments"u8);
        else
            call.Arguments.AsText().WriteMember(json, "arguments"u8);
        json.SayIf("id_invented"u8, call.IdIsInvented);
    }

    private static void WriteResult(Utf8JsonWriter json, ToolResultPart result)
    {
        json.WriteString("type"u8, "tool_result"u8);
        json.WriteString("tool_call_id"u8, result.ToolCallId);
        json.Say("name"u8, result.Name);
        Write(json, "content"u8, result.Content);
        json.Say("is_error"u8, result.IsError);
        json.Say("json"u8, result.Json);
        json.SayIf("id_invented"u8, result.IdIsInvented);
    }

    private static void WriteOpaque(Utf8JsonWriter json, OpaquePart opaque)
    {
        json.WriteString("type"u8, "opaque"u8);
        json.WriteString("dialect"u8, opaque.Dialect);
        json.WriteString("kind"u8, opaque.Type);
        opaque.Json.WriteMember(json, "json"u8);
        json.SayIf("reference"u8, opaque.IsReference);
        json.SayIf("unknown"u8, opaque.IsUnknown);
    }
}
