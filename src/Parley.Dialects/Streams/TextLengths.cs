using System.Buffers;
using System.Text;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Streams;

/// <summary>How long the texts of a streamed reply are by now, in UTF-16 units.</summary>
internal sealed class TextLengths
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create([.. Enumerable.Range(0, 128).Select(static code => (byte)code).Where(static code => code != '\\')]);

    private readonly List<Length> _lengths = [];
    private Length? _last;
    private ArrayBufferWriter<byte>? _scratch;

    /// <summary>Counts an event, if it is a piece of text.</summary>
    public void Count(in ChatEvent piece)
    {
        if (piece.Kind != ChatEventKind.Text || piece.Text.IsEmpty)
            return;
        if (_last is null || _last.Choice != piece.Choice || _last.Part != piece.Part)
            _last = Find(piece.Choice, piece.Part) ?? Add(piece.Choice, piece.Part);
        _last.Value += piece.Text.TryGetToken(out var token) && !token.Span.ContainsAnyExcept(Plain) ? token.Length - 2 : Encoding.UTF8.GetCharCount(piece.Text.Decoded(ref _scratch));
    }

    /// <summary>The length of a text; 0 when nothing of it came.</summary>
    public int Of(int choice, int part) => Find(choice, part)?.Value ?? 0;

    private Length? Find(int choice, int part)
    {
        foreach (var length in _lengths)
        {
            if (length.Choice == choice && length.Part == part)
                return length;
        }
        return null;
    }

    private Length Add(int choice, int part)
    {
        var added = new Length(choice, part);
        _lengths.Add(added);
        return added;
    }

    private sealed class Length(int choice, int part)
    {
        public readonly int Choice = choice;
        public readonly int Part = part;
        public int Value;
    }
}
