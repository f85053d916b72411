using System.Text;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>
/// Where the texts of an answer lie in all of its text, for the dialects whose citations count through the whole. Counted in characters, as <see cref="Citation.StartIndex"/> is.
/// </summary>
internal sealed class TextSpans
{
    private readonly List<Stretch> _stretches = [];
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
            _stretches.Add(new Stretch(part, Length, length));
        Length += length;
        return length;
    }

    /// <summary>The citation with its span in the whole text; one without a span of its own rests on all of its part.</summary>
    public Citation Place(int part, Citation citation) => citation with
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
        foreach (var stretch in _stretches)
        {
            var (from, to) = (Math.Max(start, stretch.Start), Math.Min(end, stretch.Start + stretch.Length));
            if (from >= stretch.Start + stretch.Length || to < from || (to == from && start < end))
                continue;
            var back = stretch.Start - LengthOf(stretch.Part, stretch.Start);
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
    public int LengthOf(int part) => LengthOf(part, Length);

    private int LengthOf(int part, int before)
    {
        var length = 0;
        foreach (var stretch in _stretches)
            length += stretch.Part == part && stretch.Start < before ? stretch.Length : 0;
        return length;
    }

    /// <summary>The pieces of a part need not stand together; what lies beyond them is counted on from the last one.</summary>
    private int At(int part, int index)
    {
        var last = new Stretch(part, Length, 0);
        foreach (var stretch in _stretches)
        {
            if (stretch.Part != part)
                continue;
            index -= last.Length;
            last = stretch;
            if (index <= stretch.Length)
                break;
        }
        return last.Start + index;
    }

    private readonly record struct Stretch(int Part, int Start, int Length);
}
