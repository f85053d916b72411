using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Writes errors as the service does.</summary>
internal static class FaultWriter
{
    /// <summary>Writes an error reply with its status and headers.</summary>
    public static void Write(Fault fault, WireReplyWriter output)
    {
        output.Status = StatusOf(fault);
        output.Headers.Add(new(Names.ErrorTypeHeader, FaultTable.TypeOf(fault)));
        if (fault.RetryAfter is { } wait)
            output.Headers.Add(new("retry-after", Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture)));
        if (fault.RequestId is { } id)
            output.Headers.Add(new(Names.RequestIdHeader, id));
        WriteBody(fault, output.Body);
    }

    /// <summary>Writes the body alone, which is the payload of an exception too.</summary>
    public static void WriteBody(Fault fault, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        json.WriteStartObject();
        json.WriteString("message"u8, fault.Message);
        json.WriteString("source"u8, fault.Source == FaultSource.Provider ? "provider"u8 : "gateway"u8);
        json.WriteEndObject();
    }

    /// <summary>A wrong credential is 403 here.</summary>
    private static int StatusOf(Fault fault) => fault.Kind == FaultKind.Authentication ? 403 : fault.Status is >= 400 and < 600 ? fault.Status : FaultStatus.Of(fault.Kind);
}
