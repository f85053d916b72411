using System.Collections.Immutable;
using Parley.Configuration.Options;
using Parley.Dialects.Conversation;

namespace Parley.Resilience;

/// <summary>How often and after what waits one target is asked again. What the operator did not say is filled in. Pure.</summary>
/// <param name="MaxAttempts">How often it is asked at most, the first time included.</param>
/// <param name="InitialDelay">The most that is waited before the first retry.</param>
/// <param name="MaxDelay">The most that is waited before any.</param>
/// <param name="Multiplier">By what the bound grows from one to the next.</param>
internal sealed record RetryPolicy(int MaxAttempts, TimeSpan InitialDelay, TimeSpan MaxDelay, double Multiplier)
{
    private static readonly RetryPolicy Default = new(2, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(10), 2);

    /// <summary>The longest that a provider may ask to wait.</summary>
    public TimeSpan MaxRetryAfter { get; private init; } = TimeSpan.FromSeconds(1);

    /// <summary>The most retries, as a share of the target's requests.</summary>
    public double BudgetShare { get; private init; } = 0.2;

    /// <summary>The statuses after which it is asked again; null for those of the table.</summary>
    private ImmutableArray<int>? Statuses { get; init; }

    private bool OnRateLimit { get; init; }

    /// <summary>The policy of what was said.</summary>
    public static RetryPolicy Of(RetryOptions said) => ReferenceEquals(said, RetryOptions.None) ? Default : new RetryPolicy(
        said.MaxAttempts ?? Default.MaxAttempts,
        said.InitialDelay ?? Default.InitialDelay,
        said.MaxDelay ?? Default.MaxDelay,
        said.IsExponential == false ? 1 : said.Multiplier ?? Default.Multiplier)
    {
        MaxRetryAfter = said.MaxRetryAfter ?? Default.MaxRetryAfter,
        BudgetShare = said.BudgetShare ?? Default.BudgetShare,
        Statuses = said.Statuses,
        OnRateLimit = said.OnRateLimit == true,
    };

    /// <summary>What may help after a fault: what the table says, changed by the statuses that were configured.</summary>
    public Remedy RemedyOf(Fault fault, FaultRule rule)
    {
        if (rule.Class is FaultClass.ConnectionLost or FaultClass.MalformedReply || fault.Source == FaultSource.Gateway)
            return rule.Remedy;
        if (OnRateLimit && rule.Class == FaultClass.RateLimit)
            return Remedy.Retry;
        if (Statuses is not { } statuses)
            return rule.Remedy;
        if (statuses.Contains(fault.Status))
            return Remedy.Retry;
        return rule.Remedy == Remedy.Retry ? Remedy.NextTarget : rule.Remedy;
    }

    /// <summary>How long to wait: a random part of a bound that grows, or what the provider asks for where that is more; null where it asks for more than is waited.</summary>
    /// <param name="attempts">How often the target was asked already.</param>
    /// <param name="retryAfter">What the provider asks for.</param>
    /// <param name="chance">A number from 0 to 1.</param>
    public TimeSpan? WaitAfter(int attempts, TimeSpan? retryAfter, double chance)
    {
        if (retryAfter > MaxRetryAfter)
            return null;
        var bound = Math.Min(MaxDelay.TotalMilliseconds, InitialDelay.TotalMilliseconds * Math.Pow(Multiplier, attempts - 1));
        var wait = TimeSpan.FromMilliseconds(bound * chance);
        return retryAfter > wait ? retryAfter : wait;
    }
}
