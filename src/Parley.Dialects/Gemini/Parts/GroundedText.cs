using System.Buffers;
using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>
/// The text of an answer, as far as its spans need it: Gemini counts bytes through all of it, the conversation characters within a part. Kept is only what follows the first wide character.
/// </summary>
internal sealed class GroundedText
{
    private readonly TextSpans _spans = new();
    private ArrayBufferWriter<byte>? _scratch;
    private ArrayBufferWriter<byte>? _wide;
    private int _narrow;

    /// <summary>Takes a piece of a part's text.</summary>
    public void Add(int part, JsonText piece)
    {
        if (piece.IsEmpty)
            return;
        var utf8 = piece.Decoded(ref _scratch);
        var isNarrow = _spans.Add(part, utf8) == utf8.Length;
        if (_wide is null && isNarrow)
            _narrow += utf8.Length;
        else
            (_wide ??= new ArrayBufferWriter<byte>()).Write(utf8);
    }

    /// <summary>How long the text is so far, in bytes.</summary>
    public int Length => _narrow + (_wide?.WrittenCount ?? 0);

    /// <summary>How many characters stand in the first bytes.</summary>
    public int CharactersIn(int bytes) => bytes <= _narrow ? bytes : _narrow + Encoding.UTF8.GetCharCount(_wide!.WrittenSpan[..(bytes - _narrow)]);

    /// <summary>A citation whose span is in all of the text, at each part that it touches; see <see cref="TextSpans.Find"/>.</summary>
    public List<(int Part, Citation Citation)> Find(Citation placed, int otherwise) => _spans.Find(placed, otherwise);

    /// <summary>The citation with its span in bytes.</summary>
    public GroundingWriter.Grounded Place(int part, Citation citation)
    {
        var placed = _spans.Place(part, citation);
        return new GroundingWriter.Grounded(citation, BytesBefore(placed.StartIndex!.Value), BytesBefore(placed.EndIndex!.Value));
    }

    private int? BytesBefore(int characters)
    {
        if (characters < 0 || characters > _spans.Length)
            return null;
        if (characters <= _narrow)
            return characters;
        var (bytes, left) = (0, characters - _narrow);
        var wide = _wide!.WrittenSpan;
        while (left > 0 && Rune.DecodeFromUtf8(wide[bytes..], out var rune, out var length) == OperationStatus.Done)
        {
            left -= rune.Utf16SequenceLength;
            bytes += left < 0 ? 0 : length;
        }
        return _narrow + bytes;
    }
}
