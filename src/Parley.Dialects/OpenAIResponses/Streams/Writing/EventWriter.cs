using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Writes whole events and numbers them, from 0 and without a gap.</summary>
internal sealed class EventWriter
{
    private readonly ArrayBufferWriter<byte> _data = new(512);
    private readonly OneLineWriter _oneLine = new();
    private Utf8JsonWriter? _json;
    private int _number;

    /// <summary>False while events of an upstream are copied that have no numbers.</summary>
    public bool IsNumbered { get; set; } = true;

    /// <summary>Goes on behind the last number among copied events. The name cannot stand within a text, whose quotes would be escaped.</summary>
    public void GoOnBehind(ReadOnlySpan<byte> frames)
    {
        var name = "\"sequence_number\":"u8;
        var at = frames.LastIndexOf(name);
        if (at < 0 || !Utf8Parser.TryParse(frames[(at + name.Length)..].TrimStart((byte)' '), out int last, out _))
            return;
        IsNumbered = true;
        _number = last + 1;
    }

    /// <summary>Begins the data of an event: its opening brace, its type, its number.</summary>
    public Utf8JsonWriter Begin(string type)
    {
        _data.ResetWrittenCount();
        _json ??= new Utf8JsonWriter(_data, JsonWire.WriterOptions);
        _json.Reset(_data);
        _json.WriteStartObject();
        _json.WriteString("type"u8, type);
        if (IsNumbered)
            _json.WriteNumber("sequence_number"u8, _number++);
        return _json;
    }

    /// <summary>Ends the data and writes the event. Line breaks can only stand between the tokens of raw slices, where a blank says the same; SSE would cut the event there.</summary>
    public void End(string type, IBufferWriter<byte> output)
    {
        _json!.WriteEndObject();
        _json.Flush();
        output.Write("event: "u8);
        Encoding.ASCII.GetBytes(type, output);
        output.Write("\ndata: "u8);
        _oneLine.Over(output).Write(_data.WrittenSpan);
        output.Write("\n\n"u8);
    }

    /// <summary>The beginning of an event that carries pieces of a text, up to the piece: built once for each text.</summary>
    public static byte[] DeltaHead(string type, string itemId, int outputIndex, ReadOnlySpan<byte> placeName, int place)
    {
        var head = new ArrayBufferWriter<byte>();
        head.Write("event: "u8);
        Encoding.ASCII.GetBytes(type, head);
        head.Write("\ndata: "u8);
        using (var json = new Utf8JsonWriter(head, JsonWire.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, type);
            json.WriteString("item_id"u8, itemId);
            json.WriteNumber("output_index"u8, outputIndex);
            if (!placeName.IsEmpty)
                json.WriteNumber(placeName, place);
        }
        head.Write(",\"delta\":"u8);
        return head.WrittenSpan.ToArray();
    }

    /// <summary>Writes a piece behind its head.</summary>
    public void WriteDelta(byte[] head, JsonText piece, ReadOnlySpan<byte> rest, IBufferWriter<byte> output)
    {
        output.Write(head);
        piece.WriteToken(output);
        output.Write(rest);
        output.Write(",\"sequence_number\":"u8);
        Utf8Formatter.TryFormat(_number++, output.GetSpan(11), out var written);
        output.Advance(written);
        output.Write("}\n\n"u8);
    }
}
