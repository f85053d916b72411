using System.Buffers;
using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>
/// How long the text of an answer is, as far as its spans need it: Gemini counts bytes through all of it, the conversation characters within a part. Nothing of the text is kept but where its wide characters are.
/// </summary>
internal sealed class GroundedText
{
    private readonly TextSpans _spans = new();
    private ArrayBufferWriter<byte>? _scratch;
    private List<WideRun>? _wide;

    /// <summary>Takes a piece of a part's text.</summary>
    public void Add(int part, JsonText piece)
    {
        if (piece.IsEmpty)
            return;
        var utf8 = piece.Decoded(ref _scratch);
        var before = _spans.Length;
        if (_spans.Add(part, utf8) != utf8.Length)
            AddWide(utf8, before);
        Length += utf8.Length;
    }

    /// <summary>How long the text is so far, in bytes.</summary>
    public int Length { get; private set; }

    /// <summary>How many characters stand in the first bytes.</summary>
    public int CharactersIn(int bytes)
    {
        if (LastBefore(bytes, static run => run.Byte) is not { } run)
            return bytes;
        var inside = Math.Min(bytes - run.Byte, run.Bytes);
        return run.Character + (inside + run.Width - 1) / run.Width * run.Units + bytes - run.Byte - inside;
    }

    /// <summary>A citation whose span is in all of the text, at each part that it touches; see <see cref="TextSpans.Find"/>.</summary>
    public List<(int Part, Citation Citation)> Find(Citation placed, int otherwise) => _spans.Find(placed, otherwise);

    /// <summary>The citation with its span in bytes.</summary>
    public GroundingWriter.Grounded InBytes(int part, Citation citation)
    {
        var placed = _spans.InWhole(part, citation);
        return new GroundingWriter.Grounded(citation, BytesBefore(placed.StartIndex!.Value), BytesBefore(placed.EndIndex!.Value));
    }

    private int? BytesBefore(int characters)
    {
        if (characters < 0 || characters > _spans.Length)
            return null;
        if (LastBefore(characters, static run => run.Character) is not { } run)
            return characters;
        var inside = Math.Min(characters - run.Character, run.Characters);
        return run.Byte + inside / run.Units * run.Width + characters - run.Character - inside;
    }

    private void AddWide(ReadOnlySpan<byte> utf8, int character)
    {
        _wide ??= [];
        for (var at = 0; at < utf8.Length;)
        {
            var narrow = utf8[at..].IndexOfAnyExceptInRange((byte)0, (byte)127);
            if (narrow < 0)
                return;
            at += narrow;
            Rune.DecodeFromUtf8(utf8[at..], out var rune, out var width);
            var units = rune.Utf16SequenceLength;
            character += narrow;
            if (_wide is [.., var last] && last.Byte + last.Bytes == Length + at && last.Width == width && last.Units == units)
                _wide[^1] = last with { Count = last.Count + 1 };
            else
                _wide.Add(new WideRun(Length + at, character, 1, (byte)width, (byte)units));
            at += width;
            character += units;
        }
    }

    /// <summary>The last run that begins at or before a place; what follows it is plain as far as the next one.</summary>
    private WideRun? LastBefore(int place, Func<WideRun, int> placeOf)
    {
        var (low, high) = (0, _wide?.Count ?? 0);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (placeOf(_wide![middle]) <= place)
                low = middle + 1;
            else
                high = middle;
        }
        return low == 0 ? null : _wide![low - 1];
    }

    /// <summary>Characters of one width that stand together: where they begin, how many they are, and the bytes and UTF-16 units of each.</summary>
    private readonly record struct WideRun(int Byte, int Character, int Count, byte Width, byte Units)
    {
        public int Bytes => Count * Width;

        public int Characters => Count * Units;
    }
}
