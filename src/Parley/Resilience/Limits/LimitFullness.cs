using System.Globalization;
using Parley.Configuration;

namespace Parley.Resilience;

/// <summary>What a request may have to wait for.</summary>
internal enum Limit
{
    /// <summary>Nothing, or nothing any more.</summary>
    None,

    /// <summary>What the provider itself said.</summary>
    OfProvider,

    /// <summary>What the provider said to another gateway.</summary>
    Hinted,

    /// <summary>Requests in a minute.</summary>
    RequestsPerMinute,

    /// <summary>Tokens in a minute.</summary>
    TokensPerMinute,

    /// <summary>Requests in a day.</summary>
    RequestsPerDay,

    /// <summary>Requests at one time.</summary>
    Concurrency,
}

/// <summary>What stands in the way of a request at a gate.</summary>
/// <param name="FreeIn">After what time it may go, those who wait reckoned in.</param>
/// <param name="Limit">The limit that is the last to give way.</param>
/// <param name="Waiting">How many wait.</param>
internal readonly record struct LimitFullness(TimeSpan FreeIn, Limit Limit, int Waiting)
{
    /// <summary>What is full and for how long, with the key that says so in the configuration.</summary>
    public string Says(LimitPolicy policy) => string.Create(CultureInfo.InvariantCulture, $"has no room for about {Math.Ceiling(FreeIn.TotalSeconds)} s: {Limit switch
    {
        Limit.RequestsPerMinute => $"the requests that it may be sent in a minute are used up (rpm: {policy.RequestsPerMinute})",
        Limit.TokensPerMinute => $"the tokens that it may be sent in a minute are used up (tpm: {policy.TokensPerMinute})",
        Limit.RequestsPerDay => $"the requests that it may be sent in a day are used up (rpd: {policy.RequestsPerDay})",
        Limit.Concurrency => $"as many requests run as may at one time (concurrency: {policy.Concurrency})",
        Limit.Hinted => "another gateway was told by the provider that its limit is reached",
        Limit.None => "there was none a moment ago",
        _ => "its provider has said that its limit is reached",
    }}");

    /// <summary>Why a request that might wait does not, or does not any longer.</summary>
    /// <param name="policy">The limits.</param>
    /// <param name="patience">How long it has time itself.</param>
    /// <param name="hasWaited">Whether it has waited already.</param>
    public string WhyNotWaiting(LimitPolicy policy, TimeSpan patience, bool hasWaited)
    {
        if (!hasWaited && policy.Queue == 0)
            return "no request waits there (queue_length: 0)";
        if (!hasWaited && Waiting >= policy.Queue)
            return string.Create(CultureInfo.InvariantCulture, $"the queue is full (queue_length: {policy.Queue})");
        return patience < policy.MaxWait ? "the request has no time for that" : string.Create(CultureInfo.InvariantCulture, $"no request waits longer there than {policy.MaxWait.TotalMilliseconds:0} ms (queue_ms)");
    }
}
