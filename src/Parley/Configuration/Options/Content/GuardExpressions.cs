using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Parley.Configuration.Options;

/// <summary>Regular expressions of operators. They run over what strangers send: only those are taken whose time is linear in the text, whatever it is.</summary>
internal static class GuardExpressions
{
    /// <summary>Makes one; false and the reason where it is none, or none that can be taken.</summary>
    public static bool TryMake(string text, bool ignoresCase, [NotNullWhen(true)] out Regex? expression, [NotNullWhen(false)] out string? why)
    {
        (expression, why) = (null, null);
        try
        {
            expression = ignoresCase ? new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase) : new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            why = "it looks around, refers back, or repeats too often, so that its time has no bound";
            return false;
        }
        catch (ArgumentException wrong)
        {
            why = wrong.Message;
            return false;
        }
        if (!expression.IsMatch(""))
            return true;
        (expression, why) = (null, "it also finds the empty text");
        return false;
    }

    /// <summary>Makes one that was checked before, or that code brings.</summary>
    /// <exception cref="ArgumentException">It cannot be taken.</exception>
    public static Regex Make(string text, bool ignoresCase) =>
        TryMake(text, ignoresCase, out var expression, out var why) ? expression : throw new ArgumentException($"'{text}' is no expression that can be looked for: {why}.", nameof(text));
}
