using System.Text;
using System.Text.RegularExpressions;

namespace Parley.Ledger.Bodies;

/// <summary>Takes out of texts what is nobody's business: credentials, addresses, numbers of cards and persons, and content that is no text.</summary>
internal static partial class Redaction
{
    /// <summary>An escape of JSON before a word, whose last letter is none of it.</summary>
    private const string Escaped = @"\\(?:[bfnrt]|u[0-9A-Fa-f]{4})";

    /// <summary>Where a word begins.</summary>
    private const string Start = "(?<before>" + Escaped + @"|\b)";

    /// <summary>The text of a body without them, at most so long.</summary>
    public static string Of(ReadOnlySpan<byte> body, int most)
    {
        var isCut = body.Length > most;
        var text = Encoding.UTF8.GetString(isCut ? body[..most] : body);
        text = Escape().Replace(text, static found => Unescaped(found.Value));
        text = Encoded().Replace(text, static found => $"[{found.Length} characters of base64]");
        text = Credential().Replace(text, "${before}[credential]");
        text = Mail().Replace(text, "${before}[mail address]");
        text = Card().Replace(text, static found => IsCard(found.Groups["number"].ValueSpan) ? $"{found.Groups["before"].Value}[card number]" : found.Value);
        text = Social().Replace(text, "${before}[social security number]");
        text = Random().Replace(text, static found => IsRandom(found.Groups["key"].ValueSpan) ? $"{found.Groups["before"].Value}[credential]" : found.Value);
        return isCut ? text + "[cut]" : text;
    }

    /// <summary>The check digit of cards (Luhn).</summary>
    private static bool IsCard(ReadOnlySpan<char> text)
    {
        var (sum, digits) = (0, 0);
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(text[i]))
                continue;
            var digit = text[i] - '0';
            sum += digits++ % 2 == 0 ? digit : digit > 4 ? (digit * 2) - 9 : digit * 2;
        }
        return digits is >= 13 and <= 19 && sum % 10 == 0;
    }

    /// <summary>A character that JSON need not escape, as it is: escapes would hide what is looked for.</summary>
    private static string Unescaped(string escape) => escape switch
    {
        "\\/" => "/",
        { Length: 6 } when (char)Convert.ToUInt16(escape[2..], 16) is var plain and not ('"' or '\\' or '\x7f') => plain.ToString(),
        _ => escape,
    };

    /// <summary>Whether a text looks as secret keys of AWS do, which have no mark: as long, with capitals, small letters and digits.</summary>
    private static bool IsRandom(ReadOnlySpan<char> text) => text.Length == 40 && text.ContainsAnyInRange('A', 'Z') && text.ContainsAnyInRange('a', 'z') && text.ContainsAnyInRange('0', '9');

    /// <summary>Escapes of what JSON could say plainly; others too, so that the second half of one is not taken for the beginning.</summary>
    [GeneratedRegex(@"\\(?:u00[2-7][0-9A-Fa-f]|.)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Escape();

    [GeneratedRegex("[A-Za-z0-9+/_-]{256,}={0,2}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Encoded();

    [GeneratedRegex(Start + @"(?:(?:sk|pk|rk|gsk|xai|hf|gh[oprsu]|github_pat|glpat|xoxb|xoxp|AKIA|ASIA|AIza)[-_A-Za-z0-9]{12,}|Bearer +[-._~+/A-Za-z0-9]{12,}=*|eyJ[-_A-Za-z0-9]{8,}\.[-_A-Za-z0-9]{8,}\.[-_A-Za-z0-9]+)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Credential();

    [GeneratedRegex("(?<before>" + Escaped + @")?[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Mail();

    [GeneratedRegex(Start + @"(?<number>[0-9](?:[ -]?[0-9]){12,18})\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Card();

    [GeneratedRegex(Start + @"[0-9]{3}-[0-9]{2}-[0-9]{4}\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Social();

    [GeneratedRegex("(?<before>" + Escaped + @")?(?<key>[A-Za-z0-9+/]{40,})", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Random();
}
