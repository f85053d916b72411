using System.Text;
using System.Text.RegularExpressions;

namespace Parley.Ledger.Bodies;

/// <summary>Takes out of texts what is nobody's business: credentials, addresses, numbers of cards and persons, and content that is no text.</summary>
internal static partial class Redaction
{
    /// <summary>The text of a body without them, at most so long.</summary>
    public static string Of(ReadOnlySpan<byte> body, int most)
    {
        var isCut = body.Length > most;
        var text = Encoding.UTF8.GetString(isCut ? body[..most] : body);
        text = Encoded().Replace(text, static found => $"[{found.Length} characters of base64]");
        text = Credential().Replace(text, "[credential]");
        text = Mail().Replace(text, "[mail address]");
        text = Card().Replace(text, static found => IsCard(found.ValueSpan) ? "[card number]" : found.Value);
        text = Social().Replace(text, "[social security number]");
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

    [GeneratedRegex("[A-Za-z0-9+/_-]{256,}={0,2}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Encoded();

    [GeneratedRegex(@"\b(?:sk|pk|rk|gsk|xai|hf|ghp|gho|glpat|xoxb|xoxp|AKIA|AIza)[-_A-Za-z0-9]{12,}|Bearer +[-._~+/A-Za-z0-9]{12,}=*|eyJ[-_A-Za-z0-9]{8,}\.[-_A-Za-z0-9]{8,}\.[-_A-Za-z0-9]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Credential();

    [GeneratedRegex(@"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Mail();

    [GeneratedRegex(@"\b[0-9](?:[ -]?[0-9]){12,18}\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Card();

    [GeneratedRegex(@"\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Social();
}
