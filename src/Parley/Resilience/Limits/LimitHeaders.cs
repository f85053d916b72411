using System.Globalization;
using Parley.Dialects.Wire;

namespace Parley.Resilience;

/// <summary>Reads what a provider says of its limits in the headers of its answers.</summary>
internal static class LimitHeaders
{
    private static readonly Names[] OfRequests =
    [
        new("x-ratelimit-remaining-requests", "x-ratelimit-reset-requests", "x-ratelimit-limit-requests"),
        new("anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset", "anthropic-ratelimit-requests-limit"),
        new("x-ratelimit-remaining", "x-ratelimit-reset", "x-ratelimit-limit"),
    ];

    private static readonly Names[] OfTokens =
    [
        new("x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens", "x-ratelimit-limit-tokens"),
        new("anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset", "anthropic-ratelimit-tokens-limit"),
        new("anthropic-ratelimit-input-tokens-remaining", "anthropic-ratelimit-input-tokens-reset", "anthropic-ratelimit-input-tokens-limit"),
    ];

    /// <summary>What they say; null when they do not speak of limits, or not of when these are whole again.</summary>
    /// <param name="headers">The headers.</param>
    /// <param name="now">What time it is.</param>
    /// <param name="ifScarce">Whether to pass over limits of which at least half is left.</param>
    public static LimitNews? Read(IReadOnlyList<KeyValuePair<string, string>> headers, DateTimeOffset now, bool ifScarce)
    {
        if (!Speak(headers))
            return null;
        var (requests, tokens) = (First(OfRequests, headers, now, ifScarce), First(OfTokens, headers, now, ifScarce));
        return requests is null && tokens is null ? null : new LimitNews(requests, tokens);
    }

    /// <summary>Whether they speak of limits at all, which most answers' do not.</summary>
    private static bool Speak(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        for (var i = 0; i < headers.Count; i++)
        {
            if (headers[i].Key.Contains("ratelimit-", StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static LimitWord? First(Names[] spellings, IReadOnlyList<KeyValuePair<string, string>> headers, DateTimeOffset now, bool ifScarce)
    {
        foreach (var names in spellings)
        {
            if (Number(Find(headers, names.Remaining)) is not { } left || Find(headers, names.Reset) is not { } reset)
                continue;
            var most = Number(Find(headers, names.Most));
            if (ifScarce && left > 0 && 2 * left >= most)
                return null;
            if (RetryAfter.Reset(reset, now) is { } wait)
                return new LimitWord(left, wait, most);
        }
        return null;
    }

    private static string? Find(IReadOnlyList<KeyValuePair<string, string>> headers, string name)
    {
        for (var i = 0; i < headers.Count; i++)
        {
            if (headers[i].Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return headers[i].Value;
        }
        return null;
    }

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>How one limit is spelled.</summary>
    private readonly record struct Names(string Remaining, string Reset, string Most);
}
