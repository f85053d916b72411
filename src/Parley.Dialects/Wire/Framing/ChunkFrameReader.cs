using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Parley.Dialects.Wire;

/// <summary>
/// Amazon's event stream around the events of another format: the payload of a <c>chunk</c> is <c>{"bytes":"..."}</c>, and what is in it in base64 is the event. It is decoded where it stands,
/// so that <see cref="WireFrame.Raw"/> is no longer what came.
/// </summary>
/// <remarks>Source: InvokeModelWithResponseStream, PayloadPart, in the API reference of Amazon Bedrock.</remarks>
internal sealed class ChunkFrameReader(int maxEventBytes) : FrameReader
{
    private readonly EventStreamFrameReader _messages = new(maxEventBytes);

    public override bool IsCut => _messages.IsCut;

    public override Memory<byte> GetMemory(int sizeHint = 4096) => _messages.GetMemory(sizeHint);

    public override void Advance(int count) => _messages.Advance(count);

    public override bool TryRead(out WireFrame frame)
    {
        if (!_messages.TryRead(out frame))
            return false;
        if (!frame.IsFault)
            frame = new WireFrame(default, Unwrap(frame.Data), frame.Raw);
        return true;
    }

    public override bool TryReadLast(out WireFrame frame) => _messages.TryReadLast(out frame);

    public override void Dispose() => _messages.Dispose();

    private static ReadOnlyMemory<byte> Unwrap(ReadOnlyMemory<byte> payload)
    {
        try
        {
            var members = new JsonMembers(payload);
            while (members.Next(out var name, out var value))
            {
                if (name.SequenceEqual("bytes"u8) && value.Kind == JsonValueKind.String)
                    return Decode(value.Utf8[1..^1]);
            }
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
        // Further kinds of messages may come; they say nothing here.
        return default;
    }

    private static ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> base64)
    {
        var place = MemoryMarshal.AsMemory(base64);
        return Base64.DecodeFromUtf8InPlace(place.Span, out var length) == OperationStatus.Done
            ? place[..length]
            : throw new WireFormatException("bytes", "A chunk of the event stream is not base64.");
    }
}
