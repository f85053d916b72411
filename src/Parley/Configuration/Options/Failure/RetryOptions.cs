using System.Collections.Immutable;

namespace Parley.Configuration.Options;

/// <summary>The section <c>retry</c>, for all, for a backend or for a model name. Null is what was not said.</summary>
public sealed record RetryOptions
{
    /// <summary>Nothing is said.</summary>
    public static RetryOptions None { get; } = new();

    /// <summary>How often one target is asked at most, the first time included.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>The wait before the first retry, of which a random part is waited.</summary>
    public TimeSpan? InitialDelay { get; init; }

    /// <summary>The longest wait.</summary>
    public TimeSpan? MaxDelay { get; init; }

    /// <summary>Whether each wait is longer than the one before.</summary>
    public bool? IsExponential { get; init; }

    /// <summary>By how much.</summary>
    public double? Multiplier { get; init; }

    /// <summary>The statuses after which the same target is asked again.</summary>
    public ImmutableArray<int>? Statuses { get; init; }

    /// <summary>Whether it is asked again after a 429.</summary>
    public bool? OnRateLimit { get; init; }

    /// <summary>The longest that a provider may ask to wait; beyond it the caller is told.</summary>
    public TimeSpan? MaxRetryAfter { get; init; }

    /// <summary>Retries of a target are at most this share of its recent requests.</summary>
    public double? BudgetShare { get; init; }

    /// <summary>Whether another target is asked when one fails.</summary>
    public bool? Failover { get; init; }

    /// <summary>How long a caller waits at most, all attempts and waits together.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>These on top of others.</summary>
    internal RetryOptions Over(RetryOptions lower) => ReferenceEquals(this, None) ? lower : new RetryOptions
    {
        MaxAttempts = MaxAttempts ?? lower.MaxAttempts,
        InitialDelay = InitialDelay ?? lower.InitialDelay,
        MaxDelay = MaxDelay ?? lower.MaxDelay,
        IsExponential = IsExponential ?? lower.IsExponential,
        Multiplier = Multiplier ?? lower.Multiplier,
        Statuses = Statuses ?? lower.Statuses,
        OnRateLimit = OnRateLimit ?? lower.OnRateLimit,
        MaxRetryAfter = MaxRetryAfter ?? lower.MaxRetryAfter,
        BudgetShare = BudgetShare ?? lower.BudgetShare,
        Failover = Failover ?? lower.Failover,
        Deadline = Deadline ?? lower.Deadline,
    };
}
