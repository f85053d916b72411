using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>What the events of a stream are called.</summary>
internal enum StreamEventKind : byte
{
    /// <summary>Nothing that is known: newer events are passed over.</summary>
    Other,
    MessageStart,
    BlockStart,
    BlockDelta,
    BlockStop,
    MessageStop,
    Metadata,
}

/// <summary>The names of the events.</summary>
internal static class StreamEvents
{
    public static StreamEventKind KindOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        8 when name.SequenceEqual("metadata"u8) => StreamEventKind.Metadata,
        11 when name.SequenceEqual("messageStop"u8) => StreamEventKind.MessageStop,
        12 when name.SequenceEqual("messageStart"u8) => StreamEventKind.MessageStart,
        16 when name.SequenceEqual("contentBlockStop"u8) => StreamEventKind.BlockStop,
        17 when name.SequenceEqual("contentBlockDelta"u8) => StreamEventKind.BlockDelta,
        17 when name.SequenceEqual("contentBlockStart"u8) => StreamEventKind.BlockStart,
        _ => StreamEventKind.Other,
    };
}

/// <summary>An event of one block.</summary>
/// <param name="Index">The block; -1 when it is not said.</param>
/// <param name="Payload">The value of <c>start</c> or <c>delta</c>.</param>
internal readonly record struct BlockEvent(int Index, RawJson Payload)
{
    /// <summary>Reads an event.</summary>
    /// <exception cref="WireFormatException">The data are not an object.</exception>
    /// <exception cref="JsonException">They are not JSON.</exception>
    public static BlockEvent Read(ReadOnlyMemory<byte> data)
    {
        var index = -1;
        RawJson payload = default;
        var members = new JsonMembers(data);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("delta"u8) || name.SequenceEqual("start"u8))
                payload = value;
            else if (name.SequenceEqual("contentBlockIndex"u8))
                index = IndexOf(value);
        }
        return new BlockEvent(index, payload);
    }

    private static int IndexOf(RawJson value)
    {
        var reader = value.CreateReader();
        reader.Read();
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var index) ? index : -1;
    }
}
