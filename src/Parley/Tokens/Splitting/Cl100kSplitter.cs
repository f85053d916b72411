namespace Parley.Tokens.Splitting;

/// <summary>
/// The pattern of <c>cl100k_base</c>. Its words: <c>'(?:[sdmt]|ll|ve|re)</c> in any case, or <c>[^\r\n\p{L}\p{N}]?\p{L}+</c>.
/// </summary>
internal sealed class Cl100kSplitter : Splitter
{
    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> PunctuationTail => "\r\n"u8;

    /// <inheritdoc/>
    protected override int Word(ReadOnlySpan<byte> text)
    {
        var ending = Contraction.Length(text);
        if (ending > 0)
            return ending;
        var first = Characters.At(text, 0, out var start);
        if (first.IsIn(CharacterKind.Newline | CharacterKind.Number))
            return 0;
        var end = Characters.Skip(text, start, CharacterKind.Letter);
        return end > start || first.IsIn(CharacterKind.Letter) ? end : 0;
    }
}
