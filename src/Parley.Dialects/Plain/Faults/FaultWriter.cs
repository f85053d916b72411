using System.Globalization;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>Writes errors: <c>{"error":{"type","code","message","param","source","status","request_id"}}</c>, and whose words they are where it was another dialect's.</summary>
internal static class FaultWriter
{
    /// <summary>Writes an error reply.</summary>
    public static void Write(Fault fault, WireReplyWriter output)
    {
        output.Status = fault.Status;
        if (fault.RetryAfter is { } wait)
            output.Headers.Add(new("retry-after", Math.Max(0, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture)));
        if (fault.RequestId is { } id)
            output.Headers.Add(new("x-request-id", id));
        using var json = new Utf8JsonWriter(output.Body, JsonWire.WriterOptions);
        json.WriteStartObject();
        WriteError(json, fault);
        json.WriteEndObject();
    }

    /// <summary>Writes the member <c>error</c>, of a reply or of an event.</summary>
    public static void WriteError(Utf8JsonWriter json, Fault fault)
    {
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, Word<FaultKind>.Of(fault.Kind));
        json.Say("code"u8, fault.Code);
        json.WriteString("message"u8, fault.Message);
        json.Say("param"u8, fault.Param);
        json.WriteString("source"u8, Word<FaultSource>.Of(fault.Source));
        json.WriteNumber("status"u8, fault.Status);
        json.Say("retry_after"u8, fault.RetryAfter?.TotalSeconds);
        json.Say("request_id"u8, fault.RequestId);
        json.Say("native_type"u8, fault.NativeType);
        json.SayDialect(fault.Dialect);
        ExtrasFields.Write(json, fault.Extras);
        json.WriteEndObject();
    }
}
