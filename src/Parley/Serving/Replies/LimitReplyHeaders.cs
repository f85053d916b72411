using System.Globalization;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Ledger.Budgets;
using Parley.Pipeline;

namespace Parley.Serving.Replies;

/// <summary>
/// The headers by which clients pace themselves: where the gateway limits a caller, they tell of that limit and not of the provider's. Anthropic's clients read theirs, all others OpenAI's, each with its own form of times.
/// </summary>
internal static class LimitReplyHeaders
{
    private static readonly Spelling OfRequests = new(
        ("x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"),
        ("anthropic-ratelimit-requests-limit", "anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"),
        "requests");

    private static readonly Spelling OfTokens = new(
        ("x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"),
        ("anthropic-ratelimit-tokens-limit", "anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"),
        "tokens");

    private static readonly IReadOnlyList<Operation> Anthropic = KnownDialects.Find(DialectNames.AnthropicMessages)!.Operations;

    /// <summary>Writes them over what a provider said of its own.</summary>
    public static void Write(ServedCall call, Exchange exchange)
    {
        if (exchange.Allowance is not { } allowance)
            return;
        var isAnthropic = Anthropic.Contains(exchange.Request.Operation);
        Write(call, OfRequests, LimitLeft.Of(allowance, BudgetMeasure.Requests), isAnthropic);
        Write(call, OfTokens, LimitLeft.Of(allowance, BudgetMeasure.Tokens), isAnthropic);
    }

    private static void Write(ServedCall call, Spelling names, LimitLeft? binding, bool isAnthropic)
    {
        if (binding is not { } left)
            return;
        call.RemoveHeaders(name => name.Contains("ratelimit-", StringComparison.OrdinalIgnoreCase) && name.Contains(names.Word, StringComparison.OrdinalIgnoreCase));
        var (limit, remaining, reset) = isAnthropic ? names.Anthropic : names.OpenAI;
        call.SetHeader(limit, left.Limit.ToString(CultureInfo.InvariantCulture));
        call.SetHeader(remaining, left.Remaining.ToString(CultureInfo.InvariantCulture));
        call.SetHeader(reset, isAnthropic ? (left.At + left.ResetIn).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : Span(left.ResetIn));
    }

    /// <summary>A time as Go writes it: <c>6m0s</c>, <c>120ms</c>.</summary>
    private static string Span(TimeSpan time)
    {
        if (time < TimeSpan.FromSeconds(1))
            return string.Create(CultureInfo.InvariantCulture, $"{(int)Math.Ceiling(time.TotalMilliseconds)}ms");
        var whole = TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds));
        var hours = (long)whole.TotalHours;
        return string.Create(CultureInfo.InvariantCulture, $"{(hours > 0 ? $"{hours}h" : "")}{(whole >= TimeSpan.FromMinutes(1) ? $"{whole.Minutes}m" : "")}{whole.Seconds}s");
    }

    /// <summary>How one limit is spelled: the most, what is left, when all is there again.</summary>
    private sealed record Spelling((string, string, string) OpenAI, (string, string, string) Anthropic, string Word);
}
