using Parley.Configuration.Options;

namespace Parley.Mcp;

/// <summary>Takes a server's secrets out of what it says when something is wrong: programs like to print how they were called.</summary>
internal sealed class SecretMask
{
    /// <summary>Shorter values are flags and numbers, and would be found in every word.</summary>
    private const int Shortest = 6;

    /// <summary>A value of an address that is shorter and has no digit may be a word of any message.</summary>
    private const int LongestWord = 16;

    private const int LongestMessage = 1000;

    private readonly string[] _secrets;

    public SecretMask(ToolServerOptions server)
    {
        var settings = server.Environment.Values.Concat(server.Headers.Values).Select(static setting => setting.Value?.Reveal() ?? "").SelectMany(Parts);
        _secrets = [.. settings.Concat(PartsOfAddress(server.Url)).Where(static value => value.Length >= Shortest).Distinct(StringComparer.Ordinal).OrderByDescending(static value => value.Length)];
    }

    /// <summary>The text without secrets, and not longer than a message may be.</summary>
    public string Cover(string text)
    {
        text = Hide(text);
        return text.Length <= LongestMessage ? text : $"{text[..LongestMessage]}...";
    }

    /// <summary>The text without secrets, however long it is.</summary>
    public string Hide(string text)
    {
        foreach (var secret in _secrets)
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        return text;
    }

    /// <summary>A header such as <c>Bearer ...</c>, and the key in it alone.</summary>
    private static IEnumerable<string> Parts(string value) => value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(static part => !part.Equals("Bearer", StringComparison.OrdinalIgnoreCase) && !part.Equals("Basic", StringComparison.OrdinalIgnoreCase)).Append(value);

    /// <summary>The user, the password and what stands in the query, as it is written and as it is meant.</summary>
    private static IEnumerable<string> PartsOfAddress(string? url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
            return [];
        var user = address.UserInfo.Split(':').Append(address.UserInfo);
        // A short value is known by its name.
        var query = address.Query.TrimStart('?').Split('&').SelectMany(static pair => (string[])[pair, .. Value(pair) is var value && (value.Length > LongestWord || value.Any(char.IsAsciiDigit)) ? [value] : Array.Empty<string>()]);
        return user.Concat(query).SelectMany(static part => (string[])[part, Uri.UnescapeDataString(part), Uri.UnescapeDataString(part.Replace('+', ' '))]);

        static string Value(string pair) => pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..];
    }
}
