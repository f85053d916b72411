using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Parley.Dialects.Wire;

/// <summary>
/// Passes over JSON and checks it on the way (RFC 8259): structure, strings with their escapes and without control characters, numbers, literals, depth. Says that something is wrong, not what.
/// </summary>
/// <remarks>
/// Accepts exactly what <see cref="System.Text.Json.Utf8JsonReader"/> accepts with <see cref="JsonWire.ReaderOptions"/>, several times as fast: on most requests this is the largest piece of the gateway's own work.
/// Like the reader it does not look at the encoding; whoever takes a body checks it once with <see cref="System.Text.Unicode.Utf8.IsValid"/>.
/// </remarks>
internal ref struct JsonSkip(ReadOnlySpan<byte> json)
{
    /// <summary>What all methods return for broken JSON.</summary>
    public const int Broken = -1;

    private readonly ReadOnlySpan<byte> _json = json;
    private JsonStops _stops = new(json);

    /// <summary>The offset behind the value that begins at <paramref name="at"/>.</summary>
    /// <param name="at">Where the value begins, white space passed.</param>
    /// <param name="maxDepth">How many objects and arrays may be open within each other, the value itself included.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Value(int at, int maxDepth) =>
        (uint)at < (uint)_json.Length && _json[at] is not ((byte)'{' or (byte)'[') and var first ? Scalar(at, first) : Nested(at, maxDepth);

    private int Nested(int at, int maxDepth)
    {
        var open = default(JsonNesting);
        while (true)
        {
            if ((uint)at >= (uint)_json.Length)
                return Broken;
            var first = _json[at];
            if (first is (byte)'{' or (byte)'[')
            {
                if (open.Depth == maxDepth)
                    return Broken;
                open.Push(first == '{');
                at = WhiteSpace(at + 1);
                if ((uint)at >= (uint)_json.Length)
                    return Broken;
                if (_json[at] != open.Closer)
                {
                    if (open.IsObject && (at = Name(at)) < 0)
                        return Broken;
                    continue;
                }
            }
            else if ((at = Scalar(at, first)) < 0)
            {
                return Broken;
            }
            at = Close(at, ref open);
            if (at < 0 || open.Depth == 0)
                return at;
        }
    }

    /// <summary>The offset of the value behind a member's name.</summary>
    /// <param name="at">Where the name's opening quote must be.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Name(int at) => Name(at, out _, out _);

    /// <summary>The offset of the value behind a member's name.</summary>
    /// <param name="at">Where the name's opening quote must be.</param>
    /// <param name="end">The offset behind its closing quote.</param>
    /// <param name="isPlain">Whether it stands there without escapes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Name(int at, out int end, out bool isPlain)
    {
        end = Broken;
        isPlain = false;
        if ((uint)at >= (uint)_json.Length || _json[at] != '"')
            return Broken;
        var stop = _stops.Next(at + 1);
        isPlain = (uint)stop < (uint)_json.Length && _json[stop] == '"';
        end = isPlain ? stop + 1 : EscapedString(stop);
        at = WhiteSpace(end);
        return (uint)at < (uint)_json.Length && _json[at] == ':' ? WhiteSpace(at + 1) : Broken;
    }

    /// <summary>The offset behind the closing quote of the string whose content begins at <paramref name="at"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int String(int at)
    {
        at = _stops.Next(at);
        return (uint)at < (uint)_json.Length && _json[at] == '"' ? at + 1 : EscapedString(at);
    }

    /// <summary>The offset of the first byte that is no white space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int WhiteSpace(int at) => (uint)at < (uint)_json.Length && _json[at] <= ' ' ? LongWhiteSpace(at) : at;

    /// <summary>Passes what may stand behind a value: closing brackets, then a comma and the next member's name.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Close(int at, ref JsonNesting open)
    {
        while (open.Depth > 0)
        {
            at = WhiteSpace(at);
            if ((uint)at >= (uint)_json.Length)
                return Broken;
            var next = _json[at++];
            if (next == ',')
            {
                at = WhiteSpace(at);
                return open.IsObject ? Name(at) : at;
            }
            if (next != open.Closer)
                return Broken;
            open.Pop();
        }
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Scalar(int at, byte first) => first switch
    {
        (byte)'"' => String(at + 1),
        (byte)'t' => Literal(at, "true"u8),
        (byte)'f' => Literal(at, "false"u8),
        (byte)'n' => Literal(at, "null"u8),
        _ => JsonNumberSkip.Number(_json, at),
    };

    private readonly int Literal(int at, ReadOnlySpan<byte> word) => _json[at..].StartsWith(word) ? at + word.Length : Broken;

    /// <summary>Indentation is passed sixteen bytes at a time: replies come printed for the eye.</summary>
    private readonly int LongWhiteSpace(int at)
    {
        while (at + Vector128<byte>.Count <= _json.Length)
        {
            var text = Vector128.LoadUnsafe(in MemoryMarshal.GetReference(_json), (nuint)at);
            var space = Vector128.Equals(text, Vector128.Create((byte)' ')) | Vector128.Equals(text, Vector128.Create((byte)'\n'))
                | Vector128.Equals(text, Vector128.Create((byte)'\r')) | Vector128.Equals(text, Vector128.Create((byte)'\t'));
            var passed = BitOperations.TrailingZeroCount(~space.ExtractMostSignificantBits());
            at += passed;
            if (passed < Vector128<byte>.Count)
                return at;
        }
        while (at < _json.Length && _json[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            at++;
        return at;
    }

    /// <summary>Goes on at the first byte that is not plain text.</summary>
    private int EscapedString(int at)
    {
        while ((uint)at < (uint)_json.Length)
        {
            if (_json[at] == '"')
                return at + 1;
            if (_json[at] != '\\' || (at = Escape(at + 1)) < 0)
                return Broken;
            at = _stops.Next(at);
        }
        return Broken;
    }

    private readonly int Escape(int at)
    {
        if (at >= _json.Length)
            return Broken;
        return _json[at] switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t' => at + 1,
            (byte)'u' when at + 4 < _json.Length && AreHexDigits(_json.Slice(at + 1, 4)) => at + 5,
            _ => Broken,
        };
    }

    private static bool AreHexDigits(ReadOnlySpan<byte> digits)
    {
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit((char)digit))
                return false;
        }
        return true;
    }
}
