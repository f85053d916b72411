using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Frames chunks as events or as elements of an array, and writes those of plain text from parts that are made once for each stream.</summary>
internal sealed class ChunkWriter(StreamOptions asked)
{
    private readonly bool _isArray = asked.Framing == StreamFraming.JsonArray;
    private readonly ArrayBufferWriter<byte> _scratch = new(1024);
    private Utf8JsonWriter? _json;
    private byte[]? _tail;
    private string? _model;
    private string? _id;
    private RawJson _createTime;
    private bool _isFixed;
    private bool _isOpen;
    private bool _hasElements;

    /// <summary>The media type of the stream.</summary>
    public string ContentType => _isArray ? "application/json; charset=UTF-8" : "text/event-stream";

    /// <summary>Takes the head, unless a chunk has shown another one already: all chunks of an answer have the same.</summary>
    public void Take(ReplyStart start)
    {
        if (_isFixed)
            return;
        _model = start.Model ?? _model;
        _id = start.Id ?? _id;
        if (Nested.Spelling(start.Extras, "createTime") is { IsAbsent: false } time)
            _createTime = time.Detach();
    }

    /// <summary>Writes a chunk with one piece of text.</summary>
    public void WriteText(JsonText text, bool isThought, JsonText signature, int index, IBufferWriter<byte> output)
    {
        _scratch.ResetWrittenCount();
        _scratch.Write("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\""u8);
        text.WriteEscaped(_scratch);
        _scratch.Write(isThought ? "\",\"thought\":true"u8 : "\""u8);
        if (!signature.IsEmpty)
        {
            _scratch.Write(",\"thoughtSignature\":"u8);
            signature.WriteToken(_scratch);
        }
        _scratch.Write("}],\"role\":\"model\"},\"index\":"u8);
        WriteNumber(index);
        _scratch.Write(Tail());
        Frame(output);
    }

    /// <summary>A writer for a chunk of any form; <see cref="End"/> frames it.</summary>
    public Utf8JsonWriter Begin()
    {
        _isFixed = true;
        _scratch.ResetWrittenCount();
        _json ??= new Utf8JsonWriter(_scratch, JsonWire.WriterOptions);
        _json.Reset(_scratch);
        return _json;
    }

    /// <summary>Frames what was written since <see cref="Begin"/>.</summary>
    public void End(Utf8JsonWriter json, IBufferWriter<byte> output)
    {
        json.Flush();
        Frame(output);
    }

    /// <summary>Writes the members that every chunk has.</summary>
    public void WriteHead(Utf8JsonWriter json)
    {
        json.WriteString("modelVersion"u8, _model ?? asked.Model ?? "");
        if (!_createTime.IsAbsent)
            _createTime.WriteMember(json, "createTime"u8);
        json.WriteString("responseId"u8, _id ?? asked.ReplyId ?? "");
    }

    /// <summary>Writes a sign of life.</summary>
    public void WriteKeepAlive(IBufferWriter<byte> output)
    {
        if (!_isArray)
            WriteText(default, isThought: false, default, 0, output);
        else if (_isOpen)
            output.Write("\n"u8);
        else
            Open(output);
    }

    /// <summary>Takes note of elements that are copied; their bracket is left out where a sign of life has opened the array.</summary>
    public ReadOnlyMemory<byte> Follow(ReadOnlyMemory<byte> elements)
    {
        if (!_isArray)
            return elements;
        var bracket = _isOpen ? elements.Span.IndexOf((byte)'[') + 1 : 0;
        _isOpen = _hasElements = true;
        return elements[bracket..];
    }

    /// <summary>Ends the stream.</summary>
    public void Close(IBufferWriter<byte> output)
    {
        if (_isArray)
            output.Write("]\n"u8);
    }

    private void Open(IBufferWriter<byte> output)
    {
        output.Write("["u8);
        _isOpen = true;
    }

    private void Frame(IBufferWriter<byte> output)
    {
        if (!_isArray)
        {
            output.Write("data: "u8);
            LineSeparators.Write(_scratch.WrittenSpan, output);
            output.Write("\r\n\r\n"u8);
            return;
        }
        if (!_isOpen)
            Open(output);
        if (_hasElements)
            output.Write(",\r\n"u8);
        _hasElements = true;
        LineSeparators.Write(_scratch.WrittenSpan, output);
    }

    private ReadOnlySpan<byte> Tail()
    {
        if (_tail is not null)
            return _tail;
        var buffer = new ArrayBufferWriter<byte>(128);
        buffer.Write("}],\"modelVersion\":"u8);
        ((JsonText)(_model ?? asked.Model)).WriteToken(buffer);
        if (!_createTime.IsAbsent)
        {
            buffer.Write(",\"createTime\":"u8);
            buffer.Write(_createTime.Utf8.Span);
        }
        buffer.Write(",\"responseId\":"u8);
        ((JsonText)(_id ?? asked.ReplyId)).WriteToken(buffer);
        buffer.Write("}"u8);
        _isFixed = true;
        return _tail = buffer.WrittenSpan.ToArray();
    }

    private void WriteNumber(int number)
    {
        Span<byte> digits = stackalloc byte[11];
        System.Buffers.Text.Utf8Formatter.TryFormat(number, digits, out var length);
        _scratch.Write(digits[..length]);
    }
}
