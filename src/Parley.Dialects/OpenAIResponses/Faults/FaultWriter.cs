using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Writes errors: OpenAI's envelope for a whole reply, the members of the event <c>error</c>, and the error of a failed response.</summary>
internal static class FaultWriter
{
    /// <summary>Of the codes that are written here, those that OpenAI documents for failed responses, and those that its agents tell apart.</summary>
    private static readonly string[] Codes = ["server_error", "rate_limit_exceeded", "invalid_prompt", "context_length_exceeded", "insufficient_quota"];

    /// <summary>Writes an error reply.</summary>
    public static void Write(Fault fault, WireReplyWriter output)
    {
        ErrorWriter.WriteHead(fault, output);
        using var json = new Utf8JsonWriter(output.Body, JsonWire.WriterOptions);
        json.WriteStartObject();
        ErrorWriter.Write(json, fault, Names.Dialect);
        json.WriteEndObject();
    }

    /// <summary>Writes the members of the event: flat, as OpenAI documents them, and as the object by which its client libraries raise an error.</summary>
    public static void WriteEvent(Utf8JsonWriter json, Fault fault)
    {
        json.WriteString("code"u8, ErrorWriter.CodeOf(fault, fault.Dialect == Names.Dialect));
        json.WriteString("message"u8, fault.Message);
        json.WriteString("param"u8, fault.Param);
        ErrorWriter.Write(json, fault, Names.Dialect);
    }

    /// <summary>Writes the error of a failed response, which always has a code, and one of OpenAI's: the event <c>error</c> has the exact one.</summary>
    public static void WriteOfResponse(Utf8JsonWriter json, Fault fault)
    {
        var code = ErrorWriter.CodeOf(fault, isOwn: false);
        json.WriteStartObject();
        json.WriteString("code"u8, code is not null && (fault.Dialect == Names.Dialect || Array.IndexOf(Codes, code) >= 0) ? code : "server_error");
        json.WriteString("message"u8, fault.Message);
        json.WriteEndObject();
    }
}
