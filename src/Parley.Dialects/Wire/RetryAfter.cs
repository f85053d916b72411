using System.Buffers;
using System.Globalization;

namespace Parley.Dialects.Wire;

/// <summary>How long a provider asks to wait.</summary>
public static class RetryAfter
{
    private const string Seconds = "retry-after";
    private const string Milliseconds = "retry-after-ms";
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
    /// Reads <c>retry-after</c> as seconds or as a date (RFC 9110, section 10.2.3), which is measured from the answer's own <c>date</c>, or else from when it was received, and <c>retry-after-ms</c>, which says the same more precisely;
    /// where they differ by a second or more, or one has several values, the longest. Of a 429 that has neither, when the limits are whole again of which nothing is left. Null when there is nothing to read.
    /// </summary>
    public static TimeSpan? Of(in WireReply reply)
    {
        var now = Date(reply.Headers["date"]) ?? reply.Received;
        var (seconds, milliseconds) = (Longest(Seconds, reply.Headers, now)?.Wait, Longest(Milliseconds, reply.Headers, now)?.Wait);
        var asked = seconds is null || milliseconds is not null && (AreOne(seconds, milliseconds) || milliseconds > seconds) ? milliseconds : seconds;
        return asked ?? (reply.Status == TooManyRequests ? OfLimits(reply.Headers, now) : null);
    }

    /// <summary>What a header of the family <c>retry-after</c> says that a client can wait for: a number of seconds, or of milliseconds, that is no nonsense, or a date that is not months away; of several values the longest.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="headers">The answer's headers.</param>
    /// <param name="received">When the answer was received; null when nobody knows.</param>
    /// <returns>Null where there is nothing to tell, also where <c>retry-after</c> and <c>retry-after-ms</c> contradict each other and the other one is longer.</returns>
    public static string? Told(string name, IWireHeaders headers, DateTimeOffset? received)
    {
        var now = Date(headers["date"]) ?? received;
        if (Longest(name, headers, now) is not { } own)
            return null;
        var other = name.Equals(Seconds, StringComparison.OrdinalIgnoreCase) ? Milliseconds : name.Equals(Milliseconds, StringComparison.OrdinalIgnoreCase) ? Seconds : null;
        var beside = other is null ? null : Longest(other, headers, now)?.Wait;
        return beside > own.Wait && !AreOne(beside, own.Wait) ? null : own.Text;
    }

    /// <summary>Whether two spellings are of one wait, which seconds say less precisely.</summary>
    private static bool AreOne(TimeSpan? one, TimeSpan? other) => (one - other)?.Duration() < TimeSpan.FromSeconds(1);

    /// <summary>The longest of the values that were told under one name, those left out that are nonsense; the wait is null for a date when nobody knows what time it is.</summary>
    private static (string Text, TimeSpan? Wait)? Longest(string name, IWireHeaders headers, DateTimeOffset? now)
    {
        (string Text, TimeSpan? Wait)? longest = null;
        foreach (var value in Values(headers[name]))
        {
            TimeSpan? wait = null;
            if (Number(value) is { } number)
                wait = name.Equals(Milliseconds, StringComparison.OrdinalIgnoreCase) ? TimeSpan.FromMilliseconds(number) : TimeSpan.FromSeconds(number);
            else if (!name.Equals(Seconds, StringComparison.OrdinalIgnoreCase) || Date(value) is not { } date || now is not null && (wait = Until(date, now)) is null)
                continue;
            if (longest is null || wait > (longest.Value.Wait ?? TimeSpan.MinValue))
                longest = (value, wait);
        }
        return longest;
    }

    /// <summary>The values of a header, of which a date has a comma itself.</summary>
    private static IEnumerable<string> Values(string? text)
    {
        var pieces = (text ?? "").Split(',', StringSplitOptions.TrimEntries);
        for (var i = 0; i < pieces.Length; i++)
        {
            if (i + 1 < pieces.Length && $"{pieces[i]}, {pieces[i + 1]}" is var date && Date(date) is not null)
            {
                yield return date;
                i++;
                continue;
            }
            yield return pieces[i];
        }
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
