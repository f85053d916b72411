namespace Parley.Tokens.Splitting;

/// <summary>What the split patterns tell characters apart by. Flags, so that a set of them is one test.</summary>
[Flags]
internal enum CharacterKind : byte
{
    /// <summary>No character: the end of the text.</summary>
    None = 0,

    /// <summary>Punctuation, symbols, controls, and bytes that are no UTF-8.</summary>
    Other = 1,

    /// <summary>A carriage return or a line feed.</summary>
    Newline = 2,

    /// <summary>White space but <see cref="Newline"/>.</summary>
    Space = 4,

    /// <summary><c>\p{N}</c>.</summary>
    Number = 8,

    /// <summary><c>\p{Lu}</c>, <c>\p{Lt}</c>.</summary>
    Upper = 16,

    /// <summary><c>\p{Ll}</c>.</summary>
    Lower = 32,

    /// <summary><c>\p{Lm}</c>, <c>\p{Lo}</c>: most of the world's letters.</summary>
    Caseless = 64,

    /// <summary><c>\p{M}</c>: accents and vowel signs that stand on a letter.</summary>
    Mark = 128,

    /// <summary><c>\s</c>.</summary>
    White = Newline | Space,

    /// <summary><c>\p{L}</c>.</summary>
    Letter = Upper | Lower | Caseless,
}
