using System.Globalization;

namespace Parley.Dialects.Wire;

/// <summary>How long a provider asks to wait.</summary>
internal static class RetryAfter
{
    private const double LongestSeconds = 1e7;

    /// <summary>Reads <c>retry-after-ms</c>, then <c>retry-after</c> as seconds or as a date (RFC 9110, section 10.2.3), which is measured from the answer's own <c>date</c>; null when there is nothing to read.</summary>
    public static TimeSpan? Of(IWireHeaders headers)
    {
        if (Number(headers["retry-after-ms"]) is { } milliseconds)
            return TimeSpan.FromMilliseconds(milliseconds);
        var text = headers["retry-after"];
        if (Number(text) is { } seconds)
            return TimeSpan.FromSeconds(seconds);
        return Date(text) is { } then && Date(headers["date"]) is { } now && (then - now).TotalSeconds < LongestSeconds
            ? TimeSpan.FromTicks(Math.Max(0, (then - now).Ticks))
            : null;
    }

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is >= 0 and < LongestSeconds ? number : null;

    private static DateTimeOffset? Date(string? text) =>
        DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
