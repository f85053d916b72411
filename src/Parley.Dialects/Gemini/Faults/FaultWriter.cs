using System.Globalization;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Schemas;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Writes errors in Google's envelope. Who is at fault's origin stands in an ErrorInfo of the domain <c>parley</c>.</summary>
internal static class FaultWriter
{
    /// <summary>Writes an error reply.</summary>
    public static void Write(Fault fault, WireReplyWriter output)
    {
        output.Status = StatusOf(fault);
        output.ContentType = "application/json; charset=UTF-8";
        if (fault.RequestId is not null)
            output.Headers.Add(new("x-request-id", fault.RequestId));
        if (fault.RetryAfter is { } delay)
            output.Headers.Add(new("retry-after", Math.Ceiling(delay.TotalSeconds).ToString(CultureInfo.InvariantCulture)));
        using var writer = new Utf8JsonWriter(output.Body, JsonWire.WriterOptions);
        WriteEnvelope(writer, fault);
    }

    /// <summary>Writes <c>{"error":{...}}</c>.</summary>
    public static void WriteEnvelope(Utf8JsonWriter writer, Fault fault)
    {
        var isOwn = fault.Dialect == Names.Dialect;
        writer.WriteStartObject();
        writer.WriteStartObject("error"u8);
        writer.WriteNumber("code"u8, StatusOf(fault));
        writer.WriteString("message"u8, fault.Message);
        writer.WriteString("status"u8, isOwn && fault.NativeType is { Length: > 0 } word ? word : FaultTable.WordOf(fault.Kind));
        WriteDetails(writer, fault, isOwn);
        foreach (var (name, value) in isOwn ? fault.Extras?.Members ?? [] : [])
        {
            if (name == "details")
                continue;
            writer.WritePropertyName(name);
            value.WriteValue(writer);
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Google sends a wrong key as 400; its own callers get it so again.</summary>
    private static int StatusOf(Fault fault) =>
        int.TryParse(Nested.Spelling(fault.Extras, FaultReader.Code).ToString(), out var code) ? code : fault.Status is >= 400 and < 600 ? fault.Status : FaultStatus.Of(fault.Kind);

    private static void WriteDetails(Utf8JsonWriter writer, Fault fault, bool isOwn)
    {
        writer.WriteStartArray("details"u8);
        var details = isOwn && fault.Extras is not null ? SchemaNode.Elements(fault.Extras["details"]) : [];
        var hasDelay = false;
        foreach (var detail in details)
        {
            hasDelay |= SchemaNode.Of(detail).Has("retryDelay");
            detail.WriteValue(writer);
        }
        WriteInfo(writer, fault);
        if (fault.RetryAfter is { } delay && !hasDelay)
        {
            writer.WriteStartObject();
            writer.WriteString("@type"u8, "type.googleapis.com/google.rpc.RetryInfo"u8);
            writer.WriteString("retryDelay"u8, string.Create(CultureInfo.InvariantCulture, $"{delay.TotalSeconds:0.###}s"));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteInfo(Utf8JsonWriter writer, Fault fault)
    {
        writer.WriteStartObject();
        writer.WriteString("@type"u8, "type.googleapis.com/google.rpc.ErrorInfo"u8);
        writer.WriteString("reason"u8, fault.Code ?? FaultTable.ReasonOf(fault.Kind));
        writer.WriteString("domain"u8, "parley"u8);
        writer.WriteStartObject("metadata"u8);
        writer.WriteString("source"u8, fault.Source == FaultSource.Provider ? "provider"u8 : "gateway"u8);
        if (fault.RequestId is not null)
            writer.WriteString("requestId"u8, fault.RequestId);
        if (fault.Backend is not null)
            writer.WriteString("backend"u8, fault.Backend);
        if (fault.Param is not null)
            writer.WriteString("field"u8, fault.Param);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
