using System.Globalization;
using System.Text;

namespace Parley.Dialects.Bedrock;

/// <summary>
/// Names for documents: every document of a request has one of its own, of letters, digits, single blanks, hyphens, parentheses and brackets (DocumentBlock in the API reference of Converse).
/// </summary>
internal sealed class DocumentNames
{
    private const int LongestName = 190;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>A name that fits, made of a title where there is one.</summary>
    public string Next(string? title)
    {
        var name = Clean(title ?? "");
        if (name.Length == 0)
            name = "Document";
        var unique = name;
        for (var number = 2; !_taken.Add(unique); number++)
            unique = string.Create(CultureInfo.InvariantCulture, $"{name} {number}");
        return unique;
    }

    private static string Clean(string title)
    {
        var clean = new StringBuilder(title.Length);
        foreach (var character in title)
        {
            var isAllowed = char.IsAsciiLetterOrDigit(character) || character is '-' or '(' or ')' or '[' or ']';
            if (isAllowed && clean.Length < LongestName)
                clean.Append(character);
            else if (clean.Length is > 0 and < LongestName && clean[^1] != ' ')
                clean.Append(' ');
        }
        return clean.ToString().Trim();
    }
}
