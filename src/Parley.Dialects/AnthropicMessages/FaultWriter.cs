using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Writes errors in the dialect's own envelope.</summary>
internal static class FaultWriter
{
    /// <summary>Writes an error reply with its status and headers.</summary>
    public static void Write(Fault fault, WireReplyWriter output)
    {
        var (status, type) = Faults.Write(fault);
        output.Status = status;
        if (fault.RetryAfter is { } wait)
            output.Headers.Add(new("retry-after", Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture)));
        if (fault.RequestId is { } id)
            output.Headers.Add(new(Names.RequestIdHeader, id));
        WriteEnvelope(fault, type, output.Body);
    }

    /// <summary>Writes the envelope alone, as a stream carries it too.</summary>
    public static void WriteEnvelope(Fault fault, string type, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "error"u8);
        writer.WriteStartObject("error"u8);
        writer.WriteString("type"u8, type);
        writer.WriteString("message"u8, fault.Message);
        writer.WriteString("source"u8, fault.Source == FaultSource.Provider ? "provider"u8 : "gateway"u8);
        if (fault.Code is not null)
            writer.WriteString("code"u8, fault.Code);
        if (fault.Param is not null)
            writer.WriteString("param"u8, fault.Param);
        if (fault.Extras is { Dialect: Names.Dialect } extras)
            WriteMembers(writer, extras);
        writer.WriteEndObject();
        if (fault.RequestId is null)
            writer.WriteNull("request_id"u8);
        else
            writer.WriteString("request_id"u8, fault.RequestId);
        writer.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter writer, Extras extras)
    {
        foreach (var (name, value) in extras.Members)
        {
            writer.WritePropertyName(name);
            value.WriteValue(writer);
        }
    }
}
