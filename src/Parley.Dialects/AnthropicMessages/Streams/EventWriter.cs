using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Writes whole events of the stream; one buffer serves all that are not plain deltas.</summary>
internal sealed class EventWriter
{
    private readonly ArrayBufferWriter<byte> _data = new(512);

    /// <summary>Begins the data of an event: its opening brace and its <c>type</c>.</summary>
    public Utf8JsonWriter Begin(ReadOnlySpan<byte> name)
    {
        _data.ResetWrittenCount();
        var json = new Utf8JsonWriter(_data, JsonWire.WriterOptions);
        json.WriteStartObject();
        json.WriteString("type"u8, name);
        return json;
    }

    /// <summary>Ends the data and writes the event. Line breaks can only stand between the tokens of raw slices, where a blank says the same; SSE would cut the event there.</summary>
    public void End(Utf8JsonWriter json, ReadOnlySpan<byte> name, IBufferWriter<byte> output)
    {
        json.WriteEndObject();
        json.Dispose();
        output.Write("event: "u8);
        output.Write(name);
        output.Write("\ndata: "u8);
        WriteOneLine(_data.WrittenSpan, output);
        output.Write("\n\n"u8);
    }

    private static void WriteOneLine(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        for (var at = json.IndexOfAny((byte)'\n', (byte)'\r'); at >= 0; at = json.IndexOfAny((byte)'\n', (byte)'\r'))
        {
            output.Write(json[..at]);
            output.Write(" "u8);
            json = json[(at + 1)..];
        }
        output.Write(json);
    }
}
