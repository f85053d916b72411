using System.Collections.Immutable;

namespace Parley.Configuration;

/// <summary>What is counted.</summary>
public enum BudgetMeasure
{
    /// <summary>Requests; at backends and models the calls that are made for them.</summary>
    Requests,

    /// <summary>Tokens read and written.</summary>
    Tokens,

    /// <summary>Money, in the rule's currency.</summary>
    Money,

    /// <summary>Energy, in watt-hours.</summary>
    WattHours,

    /// <summary>Requests at one time; no window.</summary>
    Concurrent,
}

/// <summary>What is done about money or energy that nobody can tell beforehand.</summary>
public enum UnknownPricePolicy
{
    /// <summary>It is counted apart, and stands in nobody's way.</summary>
    Allow,

    /// <summary>It is refused.</summary>
    Reject,
}

/// <summary>One limit: so much of something, for whom, in what time. What was used is kept by its <see cref="Identity"/>, so that another amount after a reload goes on from what was used. Immutable.</summary>
public sealed record BudgetRule
{
    /// <summary>The operator's name for it, or what it says in short.</summary>
    public required string Name { get; init; }

    /// <summary>Whom it is for: all of these have to match; for the whole gateway when empty.</summary>
    public ImmutableArray<BudgetMatch> For { get; init; } = [];

    /// <summary>What is counted.</summary>
    public required BudgetMeasure Measure { get; init; }

    /// <summary>The most of it.</summary>
    public required decimal Limit { get; init; }

    /// <summary>The currency of money; null for all else.</summary>
    public string? Currency { get; init; }

    /// <summary>The time in which it counts; null for what runs at one time.</summary>
    public BudgetWindow? Window { get; init; }

    /// <summary>Whether it only warns.</summary>
    public bool IsSoft { get; init; }

    /// <summary>The share of the limit from which it warns.</summary>
    public decimal WarnAt { get; init; } = 0.9m;

    /// <summary>Whether all that a pattern matches share one limit; else each has its own.</summary>
    public bool IsShared { get; init; }

    /// <summary>What is done where a price, or the watts, are unknown.</summary>
    public UnknownPricePolicy UnknownPrice { get; init; }

    /// <summary>Whether it belongs to the entry of a key, and so to no other.</summary>
    public bool IsOwn { get; init; }

    /// <summary>Whether it can be told only once it is known who is asked.</summary>
    public bool IsOfTarget => For.Any(static match => match.Scope is BudgetScope.Model or BudgetScope.Backend);

    /// <summary>Whether it counts the single calls; else the request as a whole.</summary>
    public bool IsOfCalls => IsOfTarget || Measure is BudgetMeasure.Tokens or BudgetMeasure.Money or BudgetMeasure.WattHours;

    /// <summary>Whether it counts the turns of sessions, of which counting tokens is none.</summary>
    internal bool IsOfTurns => Measure == BudgetMeasure.Requests && For.Any(static match => match.Scope == BudgetScope.Session);

    /// <summary>What tells its counts from those of others: all but the amount.</summary>
    public string Identity => field ??=
        $"{(IsOwn ? "own " : "")}{(IsSoft ? "soft " : "")}{(IsShared ? "shared " : "")}{Measure}{Currency} {Window} {string.Join('&', For.Select(static match => $"{match.Scope}={match.Pattern}"))}";

    /// <summary>The limit and its window, in words: <c>10 USD a month</c>.</summary>
    public string Says => field ??= BudgetWords.Of(this);
}
