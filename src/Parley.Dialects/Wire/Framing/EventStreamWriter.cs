using System.Buffers;
using System.Buffers.Binary;

namespace Parley.Dialects.Wire;

/// <summary>Writes messages of an Amazon event stream, whose form is described at <see cref="EventStreamFrameReader"/>. One for each stream; not thread-safe.</summary>
public sealed class EventStreamWriter
{
    private readonly ArrayBufferWriter<byte> _headers = new(128);
    private byte[] _name = [];

    /// <summary>Writes an event with a JSON payload.</summary>
    /// <param name="name">The value of <c>:event-type</c>.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="output">Takes the message.</param>
    public void WriteEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> payload, IBufferWriter<byte> output) => Write(":event-type"u8, name, "event"u8, payload, output);

    /// <summary>Writes an exception, after which a stream ends.</summary>
    /// <param name="name">The value of <c>:exception-type</c>.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="output">Takes the message.</param>
    public void WriteException(ReadOnlySpan<byte> name, ReadOnlySpan<byte> payload, IBufferWriter<byte> output) => Write(":exception-type"u8, name, "exception"u8, payload, output);

    private void Write(ReadOnlySpan<byte> nameHeader, ReadOnlySpan<byte> name, ReadOnlySpan<byte> type, ReadOnlySpan<byte> payload, IBufferWriter<byte> output)
    {
        // Nearly all messages of a stream have the same name; an exception is the last, and never has the name of an event.
        if (!name.SequenceEqual(_name))
            WriteHeaders(nameHeader, name, type);
        var headers = _headers.WrittenSpan;
        var length = EventStreamFrameReader.PreludeLength + headers.Length + payload.Length + EventStreamFrameReader.ChecksumLength;
        var message = output.GetSpan(length)[..length];
        BinaryPrimitives.WriteInt32BigEndian(message, length);
        BinaryPrimitives.WriteInt32BigEndian(message[4..], headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message[8..], Crc32.Of(message[..8]));
        headers.CopyTo(message[EventStreamFrameReader.PreludeLength..]);
        payload.CopyTo(message[(EventStreamFrameReader.PreludeLength + headers.Length)..]);
        BinaryPrimitives.WriteUInt32BigEndian(message[^EventStreamFrameReader.ChecksumLength..], Crc32.Of(message[..^EventStreamFrameReader.ChecksumLength]));
        output.Advance(length);
    }

    private void WriteHeaders(ReadOnlySpan<byte> nameHeader, ReadOnlySpan<byte> name, ReadOnlySpan<byte> type)
    {
        _name = name.ToArray();
        _headers.ResetWrittenCount();
        WriteHeader(nameHeader, name);
        WriteHeader(":content-type"u8, "application/json"u8);
        WriteHeader(":message-type"u8, type);
    }

    private void WriteHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        _headers.Write([(byte)name.Length]);
        _headers.Write(name);
        _headers.Write([EventStreamHeaders.TextType, (byte)(text.Length >> 8), (byte)text.Length]);
        _headers.Write(text);
    }
}
