using System.Text;

namespace Parley.Dialects.Streams;

/// <summary>The bytes of a frame on one side of its text: fixed but for the values of members that say nothing, numbers and padding, by which the events of some dialects differ.</summary>
internal sealed class FrameSide
{
    private readonly List<Gap> _gaps = [];
    private byte[] _bytes = [];
    private int _length;

    /// <summary>Learns the side.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="idle">The names of members that say nothing, with their quotes and colon.</param>
    public void Learn(ReadOnlySpan<byte> bytes, IReadOnlyList<byte[]> idle)
    {
        if (_bytes.Length < bytes.Length)
            _bytes = new byte[bytes.Length * 2];
        bytes.CopyTo(_bytes);
        _length = bytes.Length;
        _gaps.Clear();
        foreach (var name in idle)
        {
            if (Gap.After(name, bytes) is { } gap)
                _gaps.Add(gap);
        }
        _gaps.Sort(static (one, other) => one.Start.CompareTo(other.Start));
    }

    /// <summary>Whether data begins with this side.</summary>
    public bool Begins(ReadOnlySpan<byte> data, out int length)
    {
        length = 0;
        var from = 0;
        foreach (var gap in _gaps)
        {
            if (!data[length..].StartsWith(_bytes.AsSpan(from..gap.Start)))
                return false;
            length += gap.Start - from;
            if (gap.LengthIn(data[length..]) is not { } skipped)
                return false;
            length += skipped;
            from = gap.End;
        }
        if (!data[length..].StartsWith(_bytes.AsSpan(from.._length)))
            return false;
        length += _length - from;
        return true;
    }

    /// <summary>Whether data ends with this side.</summary>
    public bool Ends(ReadOnlySpan<byte> data, out int length)
    {
        length = 0;
        var to = _length;
        for (var i = _gaps.Count - 1; i >= 0; i--)
        {
            var gap = _gaps[i];
            if (!data[..^length].EndsWith(_bytes.AsSpan(gap.End..to)))
                return false;
            length += to - gap.End;
            if (gap.LengthBefore(data[..^length]) is not { } skipped)
                return false;
            length += skipped;
            to = gap.Start;
        }
        if (!data[..^length].EndsWith(_bytes.AsSpan(..to)))
            return false;
        length += to;
        return true;
    }

    /// <summary>The place of a value that may differ: the digits of a whole number, or the inside of a string without escapes.</summary>
    private readonly record struct Gap(int Start, int End, bool IsNumber)
    {
        /// <summary>The value of a member that stands once in the bytes; null when there is none, or it is something else.</summary>
        public static Gap? After(ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes)
        {
            var start = bytes.IndexOf(name) + name.Length;
            if (start < name.Length || bytes[start..].IndexOf(name) >= 0)
                return null;
            while (start < bytes.Length && bytes[start] == ' ')
                start++;
            if (start == bytes.Length)
                return null;
            var isNumber = bytes[start] != '"';
            if (!isNumber)
                start++;
            var gap = new Gap(start, start, isNumber);
            return gap.LengthIn(bytes[start..]) is { } length ? gap with { End = start + length } : null;
        }

        /// <summary>The length of a value at the beginning of data; null when there is none.</summary>
        public int? LengthIn(ReadOnlySpan<byte> data)
        {
            var length = IsNumber ? data.IndexOfAnyExceptInRange((byte)'0', (byte)'9') : data.IndexOf((byte)'"');
            return length >= 0 && IsValue(data[..length]) ? length : null;
        }

        /// <summary>The length of a value at the end of data; null when there is none.</summary>
        public int? LengthBefore(ReadOnlySpan<byte> data)
        {
            var start = (IsNumber ? data.LastIndexOfAnyExceptInRange((byte)'0', (byte)'9') : data.LastIndexOf((byte)'"')) + 1;
            return start > 0 && IsValue(data[start..]) ? data.Length - start : null;
        }

        private bool IsValue(ReadOnlySpan<byte> value) => IsNumber
            ? !value.IsEmpty && (value.Length == 1 || value[0] != '0')
            : Ascii.IsValid(value) && !value.Contains((byte)'\\') && !value.ContainsAnyInRange((byte)0, (byte)0x1f);
    }
}
