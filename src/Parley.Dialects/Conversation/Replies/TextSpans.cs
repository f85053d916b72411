using System.Text;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>
/// Where the texts of an answer lie in all of its text, for the dialects whose citations count through the whole. Counted in characters, as <see cref="Citation.StartIndex"/> is.
/// </summary>
internal sealed class TextSpans
{
    private readonly List<Stretch> _stretches = [];
    private Dictionary<int, int>? _last;
    private System.Buffers.ArrayBufferWriter<byte>? _scratch;

    /// <summary>How long the text is so far.</summary>
    public int Length { get; private set; }

    /// <summary>Counts a piece of a part's text.</summary>
    public void Add(int part, JsonText piece)
    {
        if (!piece.IsEmpty)
            Add(part, piece.Decoded(ref _scratch));
    }

    /// <summary>Counts a piece of a part's text and tells its length.</summary>
    public int Add(int part, ReadOnlySpan<byte> utf8)
    {
        var length = Encoding.UTF8.GetCharCount(utf8);
        if (_stretches.Count > 0 && _stretches[^1].Part == part)
            _stretches[^1] = _stretches[^1] with { Length = _stretches[^1].Length + length };
        else
            Begin(part, length);
        Length += length;
        return length;
    }

    /// <summary>The citation with its span in the whole text; one without a span of its own rests on all of its part.</summary>
    public Citation InWhole(int part, Citation citation) => citation with
    {
        StartIndex = At(part, citation.StartIndex ?? 0),
        EndIndex = At(part, citation.EndIndex ?? LengthOf(part)),
    };

    /// <summary>The parts on which a citation rests whose span is in the whole text, and the citation with its span in each of them.</summary>
    /// <param name="placed">The citation.</param>
    /// <param name="otherwise">The part that is meant when there is no span.</param>
    public List<(int Part, Citation Citation)> Find(Citation placed, int otherwise)
    {
        if (placed is not { StartIndex: { } start, EndIndex: { } end })
            return [(otherwise, placed)];
        var found = new List<(int Part, Citation Citation)>();
        for (var i = FirstBehind(start); i < _stretches.Count && _stretches[i].Start <= end; i++)
        {
            var stretch = _stretches[i];
            var (from, to) = (Math.Max(start, stretch.Start), Math.Min(end, stretch.End));
            if (to < from || (to == from && start < end))
                continue;
            var back = stretch.Start - stretch.Before;
            found.Add((stretch.Part, placed with { StartIndex = from - back, EndIndex = to - back, CitedText = Cut(placed.CitedText, from - start, to - start, end - start) }));
        }
        return found.Count > 0 ? found : [(otherwise, placed with { StartIndex = null, EndIndex = null })];
    }

    /// <summary>What of the cited words stands in one part, where they are those of the span.</summary>
    private static JsonText Cut(JsonText cited, int from, int to, int length)
    {
        if (cited.IsEmpty || to - from == length)
            return cited;
        var words = cited.ToString();
        return words.Length == length ? JsonText.FromString(words[from..to]) : cited;
    }

    /// <summary>How long the text of a part is so far.</summary>
    public int LengthOf(int part) => LastOf(part) is >= 0 and var last ? _stretches[last].Before + _stretches[last].Length : 0;

    private void Begin(int part, int length)
    {
        _stretches.Add(new Stretch(part, Length, length, LengthOf(part), LastOf(part)));
        if (_stretches.Count == 1)
            return;
        _last ??= new() { [_stretches[0].Part] = 0 };
        _last[part] = _stretches.Count - 1;
    }

    /// <summary>The last stretch of a part; -1 without one.</summary>
    private int LastOf(int part) =>
        _last is null ? _stretches.Count > 0 && _stretches[0].Part == part ? 0 : -1 : _last.GetValueOrDefault(part, -1);

    /// <summary>The first stretch that ends behind an index.</summary>
    private int FirstBehind(int index)
    {
        var (low, high) = (0, _stretches.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_stretches[middle].End > index)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    /// <summary>The pieces of a part need not stand together; what lies beyond them is counted on from the last one.</summary>
    private int At(int part, int index)
    {
        var place = LastOf(part);
        if (place < 0)
            return Length + index;
        while (index <= _stretches[place].Before && _stretches[place].Previous >= 0)
            place = _stretches[place].Previous;
        return _stretches[place].Start + index - _stretches[place].Before;
    }

    /// <summary>A piece of the text that is of one part.</summary>
    /// <param name="Part">The part.</param>
    /// <param name="Start">Where it starts in the whole text.</param>
    /// <param name="Length">How long it is.</param>
    /// <param name="Before">How long the part's text before it is.</param>
    /// <param name="Previous">The part's stretch before it; -1 for none.</param>
    private readonly record struct Stretch(int Part, int Start, int Length, int Before, int Previous)
    {
        public int End => Start + Length;
    }
}
