using System.Runtime.InteropServices;
using System.Text;
using Parley.Dialects.Wire;

namespace Parley.TestKit;

/// <summary>A frame as text that stays.</summary>
public sealed record FrameText(string Event, string Data, string Raw);

/// <summary>Cuts streams into frames, the way that a connection would.</summary>
public static class Frames
{
    /// <summary>All frames of a stream, the empty ones included, and those of a last event without its end.</summary>
    public static IReadOnlyList<FrameText> Read(string stream, StreamFraming framing, Cutting? cutting = null) => Read(Encoding.UTF8.GetBytes(stream), framing, cutting);

    /// <inheritdoc cref="Read(string, StreamFraming, Cutting?)"/>
    public static IReadOnlyList<FrameText> Read(ReadOnlyMemory<byte> stream, StreamFraming framing, Cutting? cutting = null)
    {
        var frames = new List<FrameText>();
        using var reader = FrameReaders.Create(framing);
        Feed(reader, stream, cutting ?? Cutting.Whole, frame => frames.Add(new FrameText(Text(frame.Event), Text(frame.Data), Text(frame.Raw))));
        return frames;
    }

    /// <summary>Passes a stream through a reader. Frames are wiped when they are no longer valid, so that whoever keeps a slice is found out.</summary>
    public static void Feed(FrameReader reader, ReadOnlyMemory<byte> stream, Cutting cutting, Action<WireFrame> take)
    {
        var given = new List<WireFrame>();
        foreach (var piece in cutting.Pieces(stream))
        {
            Wipe(given);
            reader.GetMemory(0);
            piece.CopyTo(reader.GetMemory(Math.Max(1, piece.Length)));
            reader.Advance(piece.Length);
            while (reader.TryRead(out var frame))
            {
                given.Add(frame);
                take(frame);
            }
        }
        if (reader.TryReadLast(out var last))
        {
            given.Add(last);
            take(last);
        }
        Wipe(given);
    }

    private static void Wipe(List<WireFrame> frames)
    {
        foreach (var frame in frames)
        {
            MemoryMarshal.AsMemory(frame.Raw).Span.Fill((byte)'#');
            MemoryMarshal.AsMemory(frame.Data).Span.Fill((byte)'#');
        }
        frames.Clear();
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
