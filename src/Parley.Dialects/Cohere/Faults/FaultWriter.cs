using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Writes errors in Cohere's envelope, with <c>source</c> beside its members; the <c>id</c> is that of the request.</summary>
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
        if (fault.RequestId is not null)
            json.WriteString("id"u8, fault.RequestId);
        json.WriteString("message"u8, fault.Message);
        WriteDetails(json, fault);
        json.WriteEndObject();
    }

    /// <summary>Writes the error as Cohere ends a message with it: by <c>message-end</c>, behind which nothing follows.</summary>
    public static void WriteEvent(Fault fault, IBufferWriter<byte> output)
    {
        output.Write("event: message-end\ndata: "u8);
        using (var json = new Utf8JsonWriter(output, JsonWire.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "message-end"u8);
            json.WriteStartObject("delta"u8);
            json.WriteString("finish_reason"u8, FaultKinds.IsTimeout(fault.Kind) ? FinishWords.Timeout : FinishWords.Error);
            json.WriteStartObject("usage"u8);
            json.WriteEndObject();
            json.WriteString("error"u8, fault.Message);
            WriteDetails(json, fault);
            if (fault.RequestId is not null)
                json.WriteString("request_id"u8, fault.RequestId);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        output.Write("\n\n"u8);
    }

    private static void WriteDetails(Utf8JsonWriter json, Fault fault)
    {
        var isOwn = fault.Dialect == Names.Dialect;
        if ((isOwn ? fault.NativeType : FaultKinds.TypeOf(fault.Kind)) is { } type)
            json.WriteString("error_type"u8, type);
        json.WriteString("source"u8, fault.Source == FaultSource.Provider ? "provider"u8 : "gateway"u8);
        if (fault.Code is not null)
            json.WriteString("code"u8, fault.Code);
        if (fault.Param is not null)
            json.WriteString("param"u8, fault.Param);
        if (fault.Extras is not { Dialect: Names.Dialect } extras)
            return;
        foreach (var (name, value) in extras.Members)
            OwnExtras.WriteMember(json, name, value);
    }
}
