namespace Parley.Configuration.Credentials;

/// <summary>What may be kept under which name, in whatever store.</summary>
internal static class CredentialRules
{
    private const int LongestName = 200;

    /// <summary>The name in the spelling that stores know it by.</summary>
    public static string Normal(string name) => name.Trim().ToLowerInvariant();

    /// <summary>The name in the spelling that stores know it by, if the value may be kept under it.</summary>
    /// <exception cref="ArgumentException">The name is empty, long or has blanks, or the value is empty or of several lines.</exception>
    public static string Checked(string name, Secret value)
    {
        var normal = Normal(name);
        if (normal.Length is 0 or > LongestName || normal.Any(static letter => char.IsWhiteSpace(letter) || char.IsControl(letter)))
            throw new ArgumentException($"A name is of 1 to {LongestName} letters without blanks.", nameof(name));
        if (value.Reveal() is var text && (text.Length == 0 || text.Any(char.IsControl)))
            throw new ArgumentException("A credential is one line that is not empty.", nameof(value));
        return normal;
    }

    /// <summary>The name as one word of ASCII, that no program takes for an option.</summary>
    public static string Word(string name) => Uri.EscapeDataString(Normal(name)) is ['-', .. var rest] ? "%2D" + rest : Uri.EscapeDataString(Normal(name));

    /// <summary>The name that was made a word.</summary>
    public static string OfWord(string word) => Uri.UnescapeDataString(word);
}
