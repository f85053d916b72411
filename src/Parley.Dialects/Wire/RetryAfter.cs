using System.Buffers;
using System.Globalization;

namespace Parley.Dialects.Wire;

/// <summary>How long a provider asks to wait.</summary>
public static class RetryAfter
{
    private const double LongestSeconds = 1e7;
    private const int TooManyRequests = 429;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>A limit's headers: when it is whole again, and how much of it is left.</summary>
    private static readonly (string Reset, string Remaining)[] Limits =
    [
        ("x-ratelimit-reset-requests", "x-ratelimit-remaining-requests"),
        ("x-ratelimit-reset-tokens", "x-ratelimit-remaining-tokens"),
        ("anthropic-ratelimit-requests-reset", "anthropic-ratelimit-requests-remaining"),
        ("anthropic-ratelimit-tokens-reset", "anthropic-ratelimit-tokens-remaining"),
        ("anthropic-ratelimit-input-tokens-reset", "anthropic-ratelimit-input-tokens-remaining"),
        ("anthropic-ratelimit-output-tokens-reset", "anthropic-ratelimit-output-tokens-remaining"),
        ("x-ratelimit-reset", "x-ratelimit-remaining"),
        ("ratelimit-reset", "ratelimit-remaining"),
    ];

    /// <summary>
    /// Reads <c>retry-after-ms</c>, then <c>retry-after</c> as seconds or as a date (RFC 9110, section 10.2.3), which is measured from the answer's own <c>date</c>, or else from when it was received;
    /// of a 429 that has neither, when the limits are whole again of which nothing is left. Null when there is nothing to read.
    /// </summary>
    public static TimeSpan? Of(in WireReply reply)
    {
        var headers = reply.Headers;
        if (Number(Longest(headers["retry-after-ms"])) is { } milliseconds)
            return TimeSpan.FromMilliseconds(milliseconds);
        var text = headers["retry-after"];
        if (Number(Longest(text)) is { } seconds)
            return TimeSpan.FromSeconds(seconds);
        var now = Date(headers["date"]) ?? reply.Received;
        return Until(Date(text), now) ?? (reply.Status == TooManyRequests ? OfLimits(headers, now) : null);
    }

    /// <summary>What a header of the family <c>retry-after</c> says that a client can wait for: a number of seconds, or of milliseconds, that is no nonsense, or a date that is not months away; null for all else.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="value">What it says; of several values the longest is taken.</param>
    /// <param name="date">What the answer's own <c>date</c> says; null without one.</param>
    /// <param name="received">When the answer was received; null when nobody knows.</param>
    public static string? Told(string name, string? value, string? date, DateTimeOffset? received)
    {
        if (Longest(value) is { } number)
            return number;
        var isDate = name.Equals("retry-after", StringComparison.OrdinalIgnoreCase) && Date(value) is not null;
        return isDate && ((Date(date) ?? received) is not { } now || Until(Date(value), now) is not null) ? value : null;
    }

    /// <summary>The largest of the numbers that were told under one name; null when one of them is none.</summary>
    private static string? Longest(string? text)
    {
        if (text is null || Number(text) is not null)
            return text;
        string? longest = null;
        foreach (var one in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Number(one) is not { } number)
                return null;
            if (longest is null || number > Number(longest))
                longest = one;
        }
        return longest;
    }

    /// <summary>The longest of the limits of which nothing is left; one that does not say what is left counts too.</summary>
    private static TimeSpan? OfLimits(IWireHeaders headers, DateTimeOffset? now)
    {
        TimeSpan? longest = null;
        foreach (var (reset, remaining) in Limits)
        {
            if (headers[reset] is { } text && Number(headers[remaining]) is null or 0 && Reset(text, now) is { } wait && (longest is null || wait > longest))
                longest = wait;
        }
        return longest;
    }

    /// <summary>A reset as seconds, as a span of Go (<c>1m2.5s</c>, <c>120ms</c>), as a moment in ISO 8601, or as a moment in seconds or milliseconds since 1970.</summary>
    /// <param name="text">What the header says.</param>
    /// <param name="now">What time it is, for moments; null when nobody knows.</param>
    public static TimeSpan? Reset(string text, DateTimeOffset? now)
    {
        if (text is [.., >= 'a' and <= 'z'] && Span(text) is { } span)
            return span;
        if (Number(text) is { } seconds)
            return TimeSpan.FromSeconds(seconds);
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var moment) && moment < 100_000_000_000_000)
            return Until(moment < 100_000_000_000 ? DateTimeOffset.FromUnixTimeSeconds(moment) : DateTimeOffset.FromUnixTimeMilliseconds(moment), now);
        return Until(DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null, now);
    }

    private static TimeSpan? Span(ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty)
            return null;
        var sum = 0.0;
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return null;
            var letters = rest[digits..].IndexOfAnyInRange('0', '9');
            var unit = letters < 0 ? rest[digits..] : rest.Slice(digits, letters);
            if (SecondsOf(unit) is not { } factor)
                return null;
            sum += number * factor;
            rest = rest[(digits + unit.Length)..];
        }
        return sum < LongestSeconds ? TimeSpan.FromSeconds(sum) : null;
    }

    private static double? SecondsOf(ReadOnlySpan<char> unit) => unit switch
    {
        "d" => 86400,
        "h" => 3600,
        "m" => 60,
        "s" => 1,
        "ms" => 1e-3,
        "us" or "µs" => 1e-6,
        "ns" => 1e-9,
        _ => null,
    };

    /// <summary>Nobody here has a clock: the answer's own says what time it is, or whoever received it.</summary>
    private static TimeSpan? Until(DateTimeOffset? moment, DateTimeOffset? time) =>
        moment is { } then && time is { } now && (then - now).TotalSeconds < LongestSeconds ? TimeSpan.FromTicks(Math.Max(0, (then - now).Ticks)) : null;

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is >= 0 and < LongestSeconds ? number : null;

    private static DateTimeOffset? Date(string? text) =>
        DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
