using System.Buffers;
using System.Runtime.InteropServices;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Streams;

/// <summary>
/// A frame with a hole: all bytes of an event but those of one text. Most of a stream are events that differ in that text alone, and are known by comparing bytes, without reading JSON.
/// </summary>
/// <remarks>Sound for any JSON: what fits differs from the learned event in nothing but the inside of one string, and the values of members that say nothing.</remarks>
/// <param name="idle">The names of members that say nothing, with their quotes and colon.</param>
internal sealed class FrameShape(IReadOnlyList<byte[]> idle)
{
    /// <summary>A stream whose events differ in more than a text (a time stamp, padding) is not tried again and again.</summary>
    private const int MostMisses = 8;

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    private byte[] _event = [];
    private readonly FrameSide _before = new();
    private readonly FrameSide _after = new();
    private int _misses;
    private bool _known;

    /// <summary>True while it is worth learning.</summary>
    public bool IsUseful => _misses < MostMisses;

    /// <summary>Whether a frame fits; its text then lies where the hole is.</summary>
    public bool TryMatch(in WireFrame frame, out JsonText text)
    {
        text = default;
        if (!_known)
            return false;
        var data = frame.Data.Span;
        if (_before.Begins(data, out var start) && _after.Ends(data[start..], out var rest) && frame.Event.Span.SequenceEqual(_event) && IsInsideOfString(data[start..^rest]))
        {
            _misses = 0;
            text = JsonText.FromToken(frame.Data[(start - 1)..^(rest - 1)]);
            return true;
        }
        _misses++;
        _known = false;
        return false;
    }

    /// <summary>Forgets what was learned: something else came in between.</summary>
    public void Forget() => _known = false;

    /// <summary>Learns a frame whose one text is a slice of it.</summary>
    public void Learn(in WireFrame frame, JsonText text)
    {
        _known = false;
        if (!IsUseful || !text.TryGetToken(out var token) || !TryFind(frame.Data, token, out var start))
            return;
        var data = frame.Data.Span;
        _before.Learn(data[..(start + 1)], idle);
        _after.Learn(data[(start + token.Length - 1)..], idle);
        if (!frame.Event.Span.SequenceEqual(_event))
            _event = frame.Event.ToArray();
        _known = true;
    }

    private static bool TryFind(ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> token, out int start)
    {
        start = 0;
        if (!MemoryMarshal.TryGetArray(data, out var whole) || !MemoryMarshal.TryGetArray(token, out var part) || whole.Array != part.Array)
            return false;
        start = part.Offset - whole.Offset;
        return start >= 0 && start + part.Count <= whole.Count;
    }

    /// <summary>Whether the bytes are the whole inside of one JSON string: no quote but escaped ones, no control characters, no escape cut off or unknown.</summary>
    private static bool IsInsideOfString(ReadOnlySpan<byte> text)
    {
        if (text.IndexOfAnyInRange((byte)0, (byte)0x1f) >= 0)
            return false;
        for (var at = text.IndexOfAny((byte)'"', (byte)'\\'); at >= 0; at = text.IndexOfAny((byte)'"', (byte)'\\'))
        {
            if (text[at] == '"' || at + 1 >= text.Length || !IsEscape(text[(at + 1)..]))
                return false;
            text = text[(at + 2)..];
        }
        return true;
    }

    private static bool IsEscape(ReadOnlySpan<byte> escape) => escape[0] switch
    {
        (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t' => true,
        (byte)'u' => escape.Length >= 5 && escape[1..5].IndexOfAnyExcept(HexDigits) < 0,
        _ => false,
    };
}
