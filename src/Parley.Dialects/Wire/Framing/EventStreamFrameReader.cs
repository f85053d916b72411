using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace Parley.Dialects.Wire;

/// <summary>
/// Amazon's event stream: each message is its length, the length of its headers and a checksum of the two, then headers, payload, and a checksum of all. A message whose checksum is wrong ends the stream.
/// </summary>
/// <remarks>
/// Source: "Event stream encoding", smithy.io, "Amazon event stream specification". The event's name is <c>:event-type</c>, or the kind of the error in its place
/// (<c>:exception-type</c>, <c>:error-code</c>). A message of the type <c>error</c> has its text in a header; it is given as a payload of the form that exceptions have.
/// </remarks>
internal sealed class EventStreamFrameReader(int maxEventBytes) : BufferedFrameReader(maxEventBytes)
{
    /// <summary>Both lengths and their checksum.</summary>
    public const int PreludeLength = 12;

    /// <summary>The checksum at the end.</summary>
    public const int ChecksumLength = 4;

    private readonly int _maxEventBytes = maxEventBytes;
    private int _length;
    private int _headersLength;

    public override bool IsCut => !Unread.IsEmpty;

    public override bool TryRead(out WireFrame frame)
    {
        frame = default;
        if (!TryReadPrelude() || Unread.Length < _length)
            return false;
        var length = _length;
        _length = 0;
        var message = Take(length);
        var checksum = BinaryPrimitives.ReadUInt32BigEndian(message.Span[^ChecksumLength..]);
        if (checksum != Crc32.Of(message.Span[..^ChecksumLength]))
            throw new WireFormatException("", "The checksum of a message of the event stream is wrong.");
        frame = FrameOf(message);
        return true;
    }

    public override bool TryReadLast(out WireFrame frame)
    {
        frame = default;
        return false;
    }

    /// <summary>True once both lengths are known and can be trusted. They are checked before anything is waited for: a wrong length would make the reader wait for gigabytes.</summary>
    private bool TryReadPrelude()
    {
        if (_length > 0)
            return true;
        var unread = Unread;
        if (unread.Length < PreludeLength)
            return false;
        if (BinaryPrimitives.ReadUInt32BigEndian(unread[8..]) != Crc32.Of(unread[..8]))
            throw new WireFormatException("", "The checksum of the lengths of a message of the event stream is wrong.");
        var length = BinaryPrimitives.ReadUInt32BigEndian(unread);
        var headersLength = BinaryPrimitives.ReadUInt32BigEndian(unread[4..]);
        if (length > _maxEventBytes)
            throw new WireFormatException("", $"An event of the stream is longer than {_maxEventBytes} bytes.");
        if (length < PreludeLength + ChecksumLength || headersLength > length - PreludeLength - ChecksumLength)
            throw new WireFormatException("", "The lengths of a message of the event stream contradict each other.");
        _length = (int)length;
        _headersLength = (int)headersLength;
        return true;
    }

    private WireFrame FrameOf(ReadOnlyMemory<byte> message)
    {
        ReadOnlyMemory<byte> type = default;
        ReadOnlyMemory<byte> name = default;
        ReadOnlyMemory<byte> errorMessage = default;
        var headers = new EventStreamHeaders(message.Slice(PreludeLength, _headersLength));
        while (headers.Next(out var header, out var text))
        {
            if (header.SequenceEqual(":message-type"u8))
                type = text;
            else if (header.SequenceEqual(":event-type"u8) || header.SequenceEqual(":exception-type"u8) || header.SequenceEqual(":error-code"u8))
                name = text;
            else if (header.SequenceEqual(":error-message"u8))
                errorMessage = text;
        }
        var payload = message[(PreludeLength + _headersLength)..^ChecksumLength];
        var isFault = type.Span.SequenceEqual("exception"u8) || type.Span.SequenceEqual("error"u8);
        return new WireFrame(name, isFault && payload.IsEmpty ? PayloadOf(errorMessage) : payload, message) { IsFault = isFault };
    }

    private static ReadOnlyMemory<byte> PayloadOf(ReadOnlyMemory<byte> errorMessage)
    {
        var payload = new ArrayBufferWriter<byte>(errorMessage.Length + 16);
        using (var json = new Utf8JsonWriter(payload, JsonWire.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("message"u8, errorMessage.Span);
            json.WriteEndObject();
        }
        return payload.WrittenMemory;
    }
}
