using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes errors in OpenAI's envelope, with <c>source</c> and <c>request_id</c> beside its four members.</summary>
internal static class FaultWriter
{
    /// <summary>Writes an error reply.</summary>
    public static void Write(Fault fault, WireReplyWriter output)
    {
        output.Status = fault.Status;
        if (fault.RequestId is not null)
            output.Headers.Add(new("x-request-id", fault.RequestId));
        if (fault.RetryAfter is { } wait)
        {
            output.Headers.Add(new("retry-after", Whole(Math.Ceiling(wait.TotalSeconds))));
            output.Headers.Add(new("retry-after-ms", Whole(Math.Ceiling(wait.TotalMilliseconds))));
        }
        WriteBody(fault, output.Body, isEvent: false);
    }

    /// <summary>Writes the error as one event of a stream. OpenAI's client libraries raise an error on <c>{"error":...}</c>; nothing follows it, no <c>[DONE]</c> either.</summary>
    /// <remarks>The .NET library (2.15) passes over <c>error</c> and would end in silence, as if the answer were whole: <c>choices</c> that are no list make it raise. The others look at <c>error</c> first.</remarks>
    public static void WriteFrame(Fault fault, IBufferWriter<byte> output)
    {
        output.Write("data: "u8);
        WriteBody(fault, output, isEvent: true);
        output.Write("\n\n"u8);
    }

    private static void WriteBody(Fault fault, IBufferWriter<byte> output, bool isEvent)
    {
        var isOwn = fault.Dialect == Names.Dialect;
        var (type, code) = FaultKinds.WordsOf(fault.Kind);
        using var json = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, fault.Message);
        json.WriteString("type"u8, isOwn && fault.NativeType is not null ? fault.NativeType : type);
        json.WriteString("param"u8, fault.Param);
        json.WriteString("code"u8, fault.Code ?? (isOwn ? null : code));
        json.WriteString("source"u8, fault.Source == FaultSource.Provider ? "provider"u8 : "gateway"u8);
        if (fault.RequestId is not null)
            json.WriteString("request_id"u8, fault.RequestId);
        if (isOwn)
            WriteExtras(json, fault.Extras);
        json.WriteEndObject();
        if (isEvent)
            json.WriteNull("choices"u8);
        json.WriteEndObject();
    }

    private static void WriteExtras(Utf8JsonWriter json, Extras? extras)
    {
        foreach (var (name, value) in extras?.Members ?? [])
        {
            if (name is "source" or "request_id")
                continue;
            json.WritePropertyName(name);
            value.WriteValue(json);
        }
    }

    private static string Whole(double value) => value.ToString("0", CultureInfo.InvariantCulture);
}
