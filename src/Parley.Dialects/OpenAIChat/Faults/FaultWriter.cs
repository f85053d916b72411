using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes errors in OpenAI's envelope, with <c>source</c> and <c>request_id</c> beside its four members.</summary>
internal static class FaultWriter
{
    /// <summary>Writes an error reply.</summary>
    public static void Write(Fault fault, WireReplyWriter output)
    {
        ErrorWriter.WriteHead(fault, output);
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
        using var json = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        json.WriteStartObject();
        ErrorWriter.Write(json, fault, Names.Dialect);
        if (isEvent)
            json.WriteNull("choices"u8);
        json.WriteEndObject();
    }
}
