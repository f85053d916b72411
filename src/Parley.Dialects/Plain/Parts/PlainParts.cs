using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>One part of a message as JSON that leaves nothing out, for hosts that keep parts beside what their own types can say of them.</summary>
public static class PlainParts
{
    /// <summary>The part as an object, in the words of the plain dialect.</summary>
    public static RawJson Write(Part part)
    {
        ArgumentNullException.ThrowIfNull(part);
        using var buffer = new PooledBufferWriter(256);
        using (var json = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
            PartWriter.Write(json, part);
        return new RawJson(buffer.WrittenSpan.ToArray());
    }

    /// <summary>The part that an object is; null for what is none. Its texts are slices of <paramref name="json"/>.</summary>
    public static Part? TryRead(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonRead.Guard(json, static (ref reader, body) => PartReader.Read(ref reader, body));
        }
        catch (WireFormatException)
        {
            return null;
        }
    }
}
