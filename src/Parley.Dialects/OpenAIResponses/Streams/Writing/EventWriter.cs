using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Writes whole events and numbers them, from 0 and without a gap.</summary>
/// <param name="data">Takes each event until it is whole, and holds nothing between them.</param>
internal sealed class EventWriter(PooledBufferWriter data)
{
    private readonly OneLineWriter _oneLine = new();
    private Utf8JsonWriter? _json;
    private int _number;
    private int _head;

    /// <summary>False while events of an upstream are copied that have no numbers.</summary>
    public bool IsNumbered { get; set; } = true;

    /// <summary>How much of the data is written.</summary>
    public int Position => (int)(_json!.BytesCommitted + _json.BytesPending);

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
        data.Reset();
        var json = BeginObject(type);
        if (IsNumbered)
            json.WriteNumber("sequence_number"u8, _number++);
        _head = Position;
        return json;
    }

    /// <summary>A copy of the data behind a position.</summary>
    public RawJson Since(int position)
    {
        _json!.Flush();
        return new RawJson(data.WrittenSpan[position..].ToArray());
    }

    /// <summary>Ends the data and writes the event. Line breaks can only stand between the tokens of raw slices, where a blank says the same; SSE would cut the event there.</summary>
    public void End(string type, IBufferWriter<byte> output)
    {
        WriteData(type, output);
        data.Dispose();
    }

    /// <summary>Ends the data and writes two events of it, which differ in their type and number.</summary>
    public void EndTwice(string type, string next, IBufferWriter<byte> output)
    {
        WriteData(type, output);
        WriteName(next, output);
        output.Write("{\"type\":\""u8);
        Encoding.ASCII.GetBytes(next, output);
        output.Write("\",\"sequence_number\":"u8);
        WriteNumber(output);
        _oneLine.Over(output).Write(data.WrittenSpan[_head..]);
        output.Write("\n\n"u8);
        data.Dispose();
    }

    /// <summary>The beginning of an event that carries pieces of a text, up to the piece: built once for each text.</summary>
    public byte[] DeltaHead(string type, string itemId, int outputIndex, ReadOnlySpan<byte> placeName, int place)
    {
        data.Reset();
        WriteName(type, data);
        var json = BeginObject(type);
        json.WriteString("item_id"u8, itemId);
        json.WriteNumber("output_index"u8, outputIndex);
        if (!placeName.IsEmpty)
            json.WriteNumber(placeName, place);
        json.Flush();
        data.Write(",\"delta\":\""u8);
        var head = data.WrittenSpan.ToArray();
        data.Dispose();
        return head;
    }

    /// <summary>Writes a piece behind its head.</summary>
    public void WriteDelta(byte[] head, JsonText piece, bool hasLogprobs, IBufferWriter<byte> output)
    {
        output.Write(head);
        piece.WriteEscaped(output);
        output.Write(hasLogprobs ? "\",\"logprobs\":[],\"sequence_number\":"u8 : "\",\"sequence_number\":"u8);
        WriteNumber(output);
        output.Write("}\n\n"u8);
    }

    private Utf8JsonWriter BeginObject(string type)
    {
        _json ??= new Utf8JsonWriter(data, JsonWire.WriterOptions);
        _json.Reset(data);
        _json.WriteStartObject();
        _json.WriteString("type"u8, type);
        return _json;
    }

    private void WriteData(string type, IBufferWriter<byte> output)
    {
        _json!.WriteEndObject();
        _json.Flush();
        WriteName(type, output);
        _oneLine.Over(output).Write(data.WrittenSpan);
        output.Write("\n\n"u8);
    }

    private static void WriteName(string type, IBufferWriter<byte> output)
    {
        output.Write("event: "u8);
        Encoding.ASCII.GetBytes(type, output);
        output.Write("\ndata: "u8);
    }

    private void WriteNumber(IBufferWriter<byte> output)
    {
        Utf8Formatter.TryFormat(_number++, output.GetSpan(11), out var written);
        output.Advance(written);
    }
}
