namespace Parley.Tokens.Splitting;

/// <summary>
/// The pattern of <c>o200k_base</c>. Its words end where small letters end:
/// <c>[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+</c>, else the same with the first run at least one long and the second none; then perhaps a contraction.
/// </summary>
internal sealed class O200kSplitter : Splitter
{
    private const CharacterKind EitherCase = CharacterKind.Caseless | CharacterKind.Mark;
    private const CharacterKind Large = CharacterKind.Upper | EitherCase;
    private const CharacterKind Small = CharacterKind.Lower | EitherCase;

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> PunctuationTail => "\r\n/"u8;

    /// <inheritdoc/>
    protected override int Word(ReadOnlySpan<byte> text)
    {
        var first = Characters.At(text, 0, out var start);
        if (first.IsIn(CharacterKind.Newline | CharacterKind.Number))
            return 0;
        // A mark may stand before a word and within it; both readings end at the same place.
        var end = Letters(text, first.IsIn(Large | Small) ? 0 : start);
        return end == 0 ? 0 : end + Contraction.Length(text[end..]);
    }

    /// <summary>Where the letters end that begin at a place; 0 when there are none.</summary>
    private static int Letters(ReadOnlySpan<byte> text, int start)
    {
        var end = start;
        var lastEitherCase = 0;
        CharacterKind kind;
        while ((kind = Characters.At(text, end, out var next)).IsIn(Large))
        {
            end = next;
            if (kind.IsIn(EitherCase))
                lastEitherCase = next;
        }
        if (kind == CharacterKind.Lower)
            return Characters.Skip(text, end, Small);
        // The second run needs one character; it takes the last that the first can do without.
        if (lastEitherCase > 0)
            return lastEitherCase;
        return end > start ? end : 0;
    }
}
