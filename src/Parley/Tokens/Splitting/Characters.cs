using System.Globalization;
using System.Text;

namespace Parley.Tokens.Splitting;

/// <summary>Reads the characters of UTF-8 text as <see cref="CharacterKind"/>s.</summary>
/// <remarks><c>\s</c> is Unicode's White_Space, as OpenAI's own library has it; JavaScript's differs in U+0085 and U+FEFF.</remarks>
internal static class Characters
{
    private static readonly CharacterKind[] Ascii = [.. Enumerable.Range(0, 128).Select(static code => KindOf(new Rune(code)))];

    /// <summary>The kind of the character at a place, and where the next one begins. At the end of the text there is <see cref="CharacterKind.None"/>.</summary>
    public static CharacterKind At(ReadOnlySpan<byte> text, int position, out int next)
    {
        if ((uint)position >= (uint)text.Length)
        {
            next = position;
            return CharacterKind.None;
        }
        var first = text[position];
        if (first < 128)
        {
            next = position + 1;
            return Ascii[first];
        }
        // What is no UTF-8 is read as U+FFFD, which is no letter, number or space either.
        Rune.DecodeFromUtf8(text[position..], out var rune, out var length);
        next = position + length;
        return KindOf(rune);
    }

    /// <summary>Where the run of characters of these kinds ends that begins at a place.</summary>
    public static int Skip(ReadOnlySpan<byte> text, int position, CharacterKind kinds)
    {
        while (At(text, position, out var next).IsIn(kinds))
            position = next;
        return position;
    }

    /// <summary>Where the last character of a text begins that is not empty.</summary>
    public static int LastStart(ReadOnlySpan<byte> text)
    {
        Rune.DecodeLastFromUtf8(text, out _, out var length);
        return text.Length - length;
    }

    /// <summary>True when a kind is one of these kinds; <see cref="CharacterKind.None"/> is in no set.</summary>
    public static bool IsIn(this CharacterKind kind, CharacterKind kinds) => (kind & kinds) != CharacterKind.None;

    private static CharacterKind KindOf(Rune rune)
    {
        if (rune.Value is '\r' or '\n')
            return CharacterKind.Newline;
        if (Rune.IsWhiteSpace(rune))
            return CharacterKind.Space;
        return CharUnicodeInfo.GetUnicodeCategory(rune.Value) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => CharacterKind.Upper,
            UnicodeCategory.LowercaseLetter => CharacterKind.Lower,
            UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => CharacterKind.Caseless,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => CharacterKind.Mark,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharacterKind.Number,
            _ => CharacterKind.Other,
        };
    }
}
