namespace Parley.Configuration;

/// <summary>A pattern of model names: <c>*</c> stands for any text, also none and also slashes; case does not matter.</summary>
/// <param name="Pattern">The pattern as written: <c>gpt-*</c>, <c>*:0.5b</c>, <c>meta-llama/*</c>.</param>
public readonly record struct Glob(string Pattern)
{
    /// <summary>True when it matches every name.</summary>
    public bool IsEverything => Pattern.Length > 0 && Pattern.AsSpan().IndexOfAnyExcept('*') < 0;

    /// <summary>True when it names one model.</summary>
    public bool IsLiteral => !Pattern.Contains('*');

    /// <summary>Whether a name fits the pattern.</summary>
    public bool Matches(ReadOnlySpan<char> name)
    {
        ReadOnlySpan<char> pattern = Pattern;
        int at = 0, mark = 0, star = -1;
        var position = 0;
        while (position < name.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                star = at++;
                mark = position;
            }
            else if (at < pattern.Length && char.ToLowerInvariant(pattern[at]) == char.ToLowerInvariant(name[position]))
            {
                at++;
                position++;
            }
            else if (star >= 0)
            {
                // Let the last star swallow one character more and try again from there.
                at = star + 1;
                position = ++mark;
            }
            else
            {
                return false;
            }
        }
        return pattern[at..].IndexOfAnyExcept('*') < 0;
    }

    /// <inheritdoc/>
    public override string ToString() => Pattern;
}
