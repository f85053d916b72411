using System.Text.RegularExpressions;

namespace Parley.Configuration.Diagnostics;

/// <summary>
/// Covers secrets in lines that are shown to people. It goes by the text and not by the parsed tree, because a file that cannot be parsed is shown too.
/// In doubt it covers too much. What it covers keeps its length, so that carets stay under what they point at.
/// </summary>
internal static partial class SecretCover
{
    /// <summary>The lines with asterisks in place of secrets. A value may go on in the lines below its member.</summary>
    public static string[] Cover(IReadOnlyList<string> lines)
    {
        var covered = new string[lines.Count];
        SecretValue? open = null;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i].ToCharArray();
            var from = open?.CoverMore(line, lines[i], out open) ?? 0;
            if (open is null)
                open = CoverMembers(line, lines[i], from);
            CoverAddresses(line, lines[i]);
            covered[i] = new string(line);
        }
        return covered;
    }

    /// <summary>An address without what a user and a query may have of secrets.</summary>
    public static string CoverAddress(string address)
    {
        var line = address.ToCharArray();
        CoverAddress(line, address, 0, address.Length);
        return new string(line);
    }

    /// <summary>Returns the value that the line does not end.</summary>
    private static SecretValue? CoverMembers(char[] line, string text, int from)
    {
        for (var member = SecretMember().Match(text, from); member.Success; member = SecretMember().Match(text, from))
        {
            from = new SecretValue(text, member).Cover(line, out var open);
            if (open is not null)
                return open;
        }
        return null;
    }

    private static void CoverAddresses(char[] line, string text)
    {
        foreach (var address in Address().EnumerateMatches(text))
            CoverAddress(line, text, address.Index, address.Index + address.Length);
    }

    private static void CoverAddress(char[] line, string text, int start, int end)
    {
        var scheme = text.IndexOf("://", start, end - start, StringComparison.Ordinal);
        var user = scheme < 0 ? start : scheme + 3;
        var at = text.LastIndexOf('@', end - 1, end - user);
        if (at >= 0)
            Array.Fill(line, '*', user, at - user);
        foreach (var parameter in Parameter().EnumerateMatches(text.AsSpan(0, end), user))
            Array.Fill(line, '*', parameter.Index, parameter.Length);
    }

    /// <summary>A member whose name speaks of a secret and does not end in <c>_env</c>, up to its value.</summary>
    [GeneratedRegex("""(?<![\w-])["']?(?<name>[\w-]*(?:keys?|secret|(?<!per_)token|password|authorization|cookie|credential))["']?\s*:\s*""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretMember();

    [GeneratedRegex("""[\w+.-]+://[^\s"'`]+""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();

    /// <summary>The value of a parameter in a query, other than a version.</summary>
    [GeneratedRegex("""(?<=[?&](?!api-version=)[^=&?]*=)[^&#]+""", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
