using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Writes whole events of the stream; one buffer serves all of them.</summary>
internal sealed class BlockEventWriter
{
    private readonly ArrayBufferWriter<byte> _payload = new(512);
    private readonly EventStreamWriter _messages = new();

    /// <summary>Begins the payload of an event.</summary>
    public Utf8JsonWriter Begin()
    {
        _payload.ResetWrittenCount();
        var json = new Utf8JsonWriter(_payload, JsonWire.WriterOptions);
        json.WriteStartObject();
        return json;
    }

    /// <summary>Ends the payload and writes the event.</summary>
    public void End(Utf8JsonWriter json, ReadOnlySpan<byte> name, IBufferWriter<byte> output)
    {
        json.WriteEndObject();
        json.Dispose();
        _messages.WriteEvent(name, _payload.WrittenSpan, output);
    }

    /// <summary>Begins the payload of an event of a block, with <c>start</c> or <c>delta</c> opened.</summary>
    public Utf8JsonWriter BeginBlock(int index, ReadOnlySpan<byte> member)
    {
        var json = Begin();
        json.WriteNumber("contentBlockIndex"u8, index);
        json.WriteStartObject(member);
        return json;
    }

    /// <summary>Ends what <see cref="BeginBlock"/> has begun.</summary>
    public void EndBlock(Utf8JsonWriter json, ReadOnlySpan<byte> name, IBufferWriter<byte> output)
    {
        json.WriteEndObject();
        End(json, name, output);
    }

    /// <summary>Writes a delta that is one piece of text: nearly all of a stream.</summary>
    /// <param name="index">The block.</param>
    /// <param name="opening">What stands between <c>"delta":</c> and the text.</param>
    /// <param name="piece">The text.</param>
    /// <param name="closing">What stands behind the text.</param>
    /// <param name="output">Takes the message.</param>
    public void WritePiece(int index, ReadOnlySpan<byte> opening, JsonText piece, ReadOnlySpan<byte> closing, IBufferWriter<byte> output)
    {
        BeginPiece(index, opening);
        piece.WriteEscaped(_payload);
        EndPiece(closing, output);
    }

    /// <summary>The same for text that is plain bytes still.</summary>
    public void WritePiece(int index, ReadOnlySpan<byte> opening, ReadOnlySpan<byte> piece, ReadOnlySpan<byte> closing, IBufferWriter<byte> output)
    {
        BeginPiece(index, opening);
        JsonWire.Escape(piece, _payload);
        EndPiece(closing, output);
    }

    /// <summary>Writes the end of a block.</summary>
    public void WriteStop(int index, IBufferWriter<byte> output)
    {
        var json = Begin();
        json.WriteNumber("contentBlockIndex"u8, index);
        End(json, "contentBlockStop"u8, output);
    }

    /// <summary>Writes an exception.</summary>
    public void WriteException(string name, ReadOnlySpan<byte> payload, IBufferWriter<byte> output) => _messages.WriteException(System.Text.Encoding.UTF8.GetBytes(name), payload, output);

    private void BeginPiece(int index, ReadOnlySpan<byte> opening)
    {
        Span<byte> digits = stackalloc byte[11];
        Utf8Formatter.TryFormat(index, digits, out var count);
        _payload.ResetWrittenCount();
        _payload.Write("{\"contentBlockIndex\":"u8);
        _payload.Write(digits[..count]);
        _payload.Write(",\"delta\":"u8);
        _payload.Write(opening);
    }

    private void EndPiece(ReadOnlySpan<byte> closing, IBufferWriter<byte> output)
    {
        _payload.Write(closing);
        _payload.Write("}"u8);
        _messages.WriteEvent("contentBlockDelta"u8, _payload.WrittenSpan, output);
    }
}
