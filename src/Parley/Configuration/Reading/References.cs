using System.Text;

namespace Parley.Configuration.Reading;

/// <summary>References to environment variables within values: <c>${NAME}</c>, <c>${NAME:-default}</c>, where the default may hold references again; <c>$${</c> is a literal <c>${</c>.</summary>
internal static class References
{
    private static readonly string[] WholeForms = ["env.", "os.environ/"];

    /// <summary>The text with all references filled in. A variable that is empty counts as not set, as the shell's <c>:-</c> has it.</summary>
    /// <param name="text">The text as written.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="unset">The first variable that is neither set nor has a default; null when there is none.</param>
    public static string Expand(string text, Func<string, string?> environment, out string? unset)
    {
        unset = null;
        if (!text.Contains("${", StringComparison.Ordinal))
            return text;
        var result = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            if (text.AsSpan(at).StartsWith("$${"))
            {
                result.Append("${");
                at += 3;
            }
            else if (text.AsSpan(at).StartsWith("${") && EndOf(text, at + 2) is var end and > 0)
            {
                result.Append(Resolve(text[(at + 2)..end], environment, ref unset));
                at = end + 1;
            }
            else
            {
                result.Append(text[at++]);
            }
        }
        return result.ToString();
    }

    /// <summary>The variable that a whole value refers to: <c>env.NAME</c>, <c>os.environ/NAME</c>; null for other values.</summary>
    public static string? WholeVariable(string text)
    {
        foreach (var form in WholeForms)
        {
            if (text.StartsWith(form, StringComparison.Ordinal) && text.Length > form.Length)
                return text[form.Length..];
        }
        return null;
    }

    private static string Resolve(string reference, Func<string, string?> environment, ref string? unset)
    {
        var separator = reference.IndexOf(":-", StringComparison.Ordinal);
        var name = (separator < 0 ? reference : reference[..separator]).Trim();
        if (environment(name) is { Length: > 0 } value)
            return value;
        if (separator >= 0)
        {
            var otherwise = Expand(reference[(separator + 2)..], environment, out var inner);
            unset ??= inner;
            return otherwise;
        }
        unset ??= name;
        return "";
    }

    /// <summary>The brace that closes a reference: a default may hold references of its own. -1 when it is not closed.</summary>
    private static int EndOf(string text, int at)
    {
        for (var open = 1; at < text.Length; at++)
        {
            if (text[at] == '}' && --open == 0)
                return at;
            if (text.AsSpan(at).StartsWith("$${"))
                at += 2;
            else if (text.AsSpan(at).StartsWith("${"))
                open++;
        }
        return -1;
    }
}
