namespace Parley.Tokens.Splitting;

/// <summary>
/// Cuts text into the pieces that byte pairs are merged within. Each encoding has a pattern for it; they agree but for words and what may follow punctuation.
/// </summary>
/// <remarks>
/// The patterns are written by hand because they look ahead, which the engines without backtracking do not do, and because the engine with backtracking wants UTF-16.
/// In order of precedence: word, <c>\p{N}{1,3}</c>, <c> ?[^\s\p{L}\p{N}]+[tail]*</c>, <c>\s*[\r\n]+</c>, <c>\s+(?!\S)</c>, <c>\s+</c>.
/// </remarks>
internal abstract class Splitter
{
    private const int LongestNumber = 3;

    /// <summary>How many bytes the first piece of a text has that is not empty; at least 1. All calls over a text together take linear time.</summary>
    public int FirstPiece(ReadOnlySpan<byte> text)
    {
        var end = Word(text);
        if (end == 0)
            end = Number(text);
        if (end == 0)
            end = Punctuation(text);
        return end == 0 ? WhiteSpace(text) : end;
    }

    /// <summary>Where the word ends that a text begins with, the character before its letters included; 0 for none.</summary>
    protected abstract int Word(ReadOnlySpan<byte> text);

    /// <summary>The bytes that may follow punctuation in one piece.</summary>
    protected abstract ReadOnlySpan<byte> PunctuationTail { get; }

    private static int Number(ReadOnlySpan<byte> text)
    {
        var end = 0;
        for (var digits = 0; digits < LongestNumber && Characters.At(text, end, out var next) == CharacterKind.Number; digits++)
            end = next;
        return end;
    }

    private int Punctuation(ReadOnlySpan<byte> text)
    {
        var start = text[0] == (byte)' ' ? 1 : 0;
        var end = Characters.Skip(text, start, CharacterKind.Other | CharacterKind.Mark);
        if (end == start)
            return 0;
        var tail = text[end..].IndexOfAnyExcept(PunctuationTail);
        return tail < 0 ? text.Length : end + tail;
    }

    private static int WhiteSpace(ReadOnlySpan<byte> text)
    {
        var run = text[..Characters.Skip(text, 0, CharacterKind.White)];
        var newline = run.LastIndexOfAny((byte)'\r', (byte)'\n');
        if (newline >= 0)
            return newline + 1;
        if (run.Length == text.Length)
            return run.Length;
        // The last blank belongs to what follows, unless there is no other.
        var last = Characters.LastStart(run);
        return last == 0 ? run.Length : last;
    }
}
