using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Streams;

/// <summary>How much of each part of a streamed reply was said by now, and how that ends: enough to tell what of a whole is new, without keeping it.</summary>
internal sealed class SaidSoFar
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create([.. Enumerable.Range(0, 128).Select(static code => (byte)code).Where(static code => code != '\\')]);

    private readonly List<Said> _parts = [];
    private Said? _last;
    private ArrayBufferWriter<byte>? _scratch;

    /// <summary>Counts an event, if it is a piece of something.</summary>
    public void Count(in ChatEvent piece)
    {
        if (piece.Text.IsEmpty || piece.Kind is not (ChatEventKind.Text or ChatEventKind.Reasoning or ChatEventKind.Refusal or ChatEventKind.ToolCallArguments))
            return;
        if (_last is null || _last.Choice != piece.Choice || _last.Part != piece.Part)
            _last = Find(piece.Choice, piece.Part) ?? Add(piece.Choice, piece.Part);
        if (IsPlain(piece.Text, out var ascii))
            _last.Add(ascii, ascii.Length);
        else
            AddDecoded(_last, piece.Text.Decoded(ref _scratch));
    }

    /// <summary>The length of what was said, in UTF-16 units; 0 when nothing was.</summary>
    public int LengthOf(int choice, int part) => Find(choice, part)?.Length ?? 0;

    /// <summary>What of a whole was not said yet; empty too where it does not begin with what was said.</summary>
    public JsonText RestOf(int choice, int part, JsonText whole)
    {
        if (Find(choice, part) is not { } said)
            return whole;
        if (IsPlain(whole, out var ascii) && ascii.Length <= said.Length)
            return default;
        var utf8 = whole.Decoded(ref _scratch);
        var end = OffsetOf(utf8, said.Length);
        return end < utf8.Length && said.EndsAs(utf8[..end]) ? JsonText.FromString(Encoding.UTF8.GetString(utf8[end..])) : default;
    }

    private static bool IsPlain(JsonText text, out ReadOnlySpan<byte> ascii)
    {
        ascii = text.TryGetToken(out var token) ? token.Span : default;
        if (ascii.IsEmpty || ascii.ContainsAnyExcept(Plain))
            return false;
        ascii = ascii[1..^1];
        return true;
    }

    private static void AddDecoded(Said said, ReadOnlySpan<byte> utf8) => said.Add(utf8, Encoding.UTF8.GetCharCount(utf8));

    /// <summary>Where so many UTF-16 units end.</summary>
    private static int OffsetOf(ReadOnlySpan<byte> utf8, int units)
    {
        var at = 0;
        while (units > 0 && at < utf8.Length)
        {
            Rune.DecodeFromUtf8(utf8[at..], out var rune, out var length);
            units -= rune.Utf16SequenceLength;
            at += length;
        }
        return at;
    }

    private Said? Find(int choice, int part)
    {
        foreach (var said in _parts)
        {
            if (said.Choice == choice && said.Part == part)
                return said;
        }
        return null;
    }

    private Said Add(int choice, int part)
    {
        var added = new Said(choice, part);
        _parts.Add(added);
        return added;
    }

    private sealed class Said(int choice, int part)
    {
        public readonly int Choice = choice;
        public readonly int Part = part;
        public int Length;
        private ulong _end;

        public void Add(ReadOnlySpan<byte> utf8, int units)
        {
            Length += units;
            _end = EndOf(utf8, _end);
        }

        public bool EndsAs(ReadOnlySpan<byte> utf8) => EndOf(utf8, 0) == _end;

        /// <summary>The last eight bytes.</summary>
        private static ulong EndOf(ReadOnlySpan<byte> utf8, ulong before)
        {
            if (utf8.Length >= sizeof(ulong))
                return BinaryPrimitives.ReadUInt64BigEndian(utf8[^sizeof(ulong)..]);
            foreach (var next in utf8)
                before = before << 8 | next;
            return before;
        }
    }
}
