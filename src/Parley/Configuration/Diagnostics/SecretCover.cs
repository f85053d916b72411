using System.Text.RegularExpressions;

namespace Parley.Configuration.Diagnostics;

/// <summary>
/// Covers secrets in lines that are shown to people. It goes by the text and not by the parsed tree, because a file that cannot be parsed is shown too.
/// What it covers keeps its length, so that carets stay under what they point at.
/// </summary>
internal static partial class SecretCover
{
    /// <summary>The line with asterisks in place of secrets.</summary>
    public static string Cover(string line) => SecretMember().Replace(line, match =>
    {
        var value = match.Groups["value"];
        return IsReference(value.Value) ? match.Value : string.Concat(match.Value.AsSpan(0, value.Index - match.Index), new string('*', value.Length), match.Value.AsSpan(value.Index - match.Index + value.Length));
    });

    private static bool IsReference(string value) =>
        value.StartsWith("${", StringComparison.Ordinal) || value.StartsWith("env.", StringComparison.Ordinal) || value.StartsWith("os.environ/", StringComparison.Ordinal);

    /// <summary>A member whose name speaks of a secret and does not end in <c>_env</c>, and its value up to the end of the scalar.</summary>
    [GeneratedRegex("""(?<![\w-])["']?(?:[\w-]*(?:api[_-]?key|apikey|secret|token|password|authorization|cookie|credential)|[\w-]+-key|key)["']?\s*:\s*["']?(?<value>[^\s"',}\]#](?:[^"',}\]#]*[^\s"',}\]#])?)""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretMember();
}
