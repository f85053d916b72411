using System.Collections.Immutable;
using System.Net;
using System.Text.RegularExpressions;
using Parley.Configuration.Options;

namespace Parley.Pipeline.Guards;

/// <summary>Finds personal data by its form. Every expression takes linear time; what it cannot say (check digits, numbers that are not given out) is checked behind it.</summary>
internal static partial class PersonalData
{
    /// <summary>The finders of a kind.</summary>
    public static ImmutableArray<Finder> Of(PiiKind kind) => kind switch
    {
        PiiKind.Email => [static (text, from) => text.IndexOf('@', from) < 0 ? [] : In(Email(), text, from)],
        PiiKind.Ssn => [static (text, from) => In(Ssn(), text, from, static (text, found) => IsSsn(text.AsSpan(found.Start, found.Length)))],
        PiiKind.CreditCard => [CardNumbers.In],
        PiiKind.Phone => [static (text, from) => In(Phone(), text, from, static (text, found) => IsPhone(text.AsSpan(found.Start, found.Length)))],
        PiiKind.Ip => [static (text, from) => In(Address4(), text, from, static (text, found) => IPAddress.TryParse(text.AsSpan(found.Start, found.Length), out _)), Addresses6.In],
        _ => [static (text, from) => In(ApiKey(), text, from)],
    };

    /// <summary>What an expression finds.</summary>
    public static IEnumerable<Found> In(Regex expression, string text, int from)
    {
        for (var match = expression.Match(text, from); match.Success; match = match.NextMatch())
        {
            // A place between two characters is nothing that could be taken out.
            if (match.Length > 0)
                yield return new Found(match.Index, match.Length);
        }
    }

    /// <summary>What an expression finds and a check confirms. In what it does not confirm something else may begin.</summary>
    private static IEnumerable<Found> In(Regex expression, string text, int from, Func<string, Found, bool> check)
    {
        for (var match = expression.Match(text, from); match.Success; match = expression.Match(text, from))
        {
            var found = new Found(match.Index, match.Length);
            var isRight = check(text, found);
            from = isRight ? found.End : found.Start + 1;
            if (isRight)
                yield return found;
        }
    }

    /// <summary>Numbers that the Social Security Administration gives out: "Social Security Number Randomization", ssa.gov.</summary>
    private static bool IsSsn(ReadOnlySpan<char> text) =>
        text is not ['0', '0', '0', ..] and not ['6', '6', '6', ..] and not ['9', ..] && !text[4..6].SequenceEqual("00") && !text[7..].SequenceEqual("0000");

    /// <summary>As many digits as ITU-T E.164 allows.</summary>
    private static bool IsPhone(ReadOnlySpan<char> text)
    {
        var digits = 0;
        foreach (var character in text)
            digits += char.IsAsciiDigit(character) ? 1 : 0;
        return digits is >= 8 and <= 15;
    }

    /// <summary>ASCII, and what <see cref="IsLetter"/> is true of.</summary>
    private const string Word = @"A-Za-z0-9\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F\u0300-\u0587\u05D0-\u05EA\u0620-\u06FF\u1E00-\u1FFF";

    /// <summary>Letters of scripts that set blanks between words (RFC 6531): in others nobody knows where an address begins.</summary>
    public static bool IsLetter(char character) =>
        character is >= '\u00C0' and <= '\u024F' and not ('\u00D7' or '\u00F7') or >= '\u0300' and <= '\u0587' or >= '\u05D0' and <= '\u05EA' or >= '\u0620' and <= '\u06FF' or >= '\u1E00' and <= '\u1FFF';

    [GeneratedRegex($"[{Word}._%+-]+@[{Word}-]+(?:\\.[{Word}-]+)+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Email();

    [GeneratedRegex(@"\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Ssn();

    [GeneratedRegex(@"\+[0-9]{1,3}(?:[ .-]?\(?[0-9]{1,4}\)?){2,5}\b|\b(?:1[ .-])?(?:\([0-9]{3}\) ?|[0-9]{3}[ .-])[0-9]{3}[ .-][0-9]{4}\b|\([0-9]{3}\) ?[0-9]{3}[ .-][0-9]{4}\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Phone();

    [GeneratedRegex(@"\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Address4();

    [GeneratedRegex(@"\b(?:(?:(?:sk|pk|rk|xai|glpat|xox[abeprs])-|(?:sk|pk|rk|gsk|hf|gh[oprsu]|github_pat)_)[-_A-Za-z0-9]{12,}|(?:AKIA|ASIA)[0-9A-Z]{16}\b|AIza[-_A-Za-z0-9]{35}|eyJ[-_A-Za-z0-9]{8,}\.[-_A-Za-z0-9]{8,}\.[-_A-Za-z0-9]+)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ApiKey();
}
