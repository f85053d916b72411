using System.Collections.Immutable;

namespace Parley.Configuration.Options;

/// <summary>An entry of <c>limits</c>: how much may be used, by whom, in what time. Each amount that is given is a limit of its own.</summary>
public sealed record LimitRuleOptions
{
    /// <summary>The operator's name for it; empty for what it says in short.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whom it is for: all of these have to match; for the whole gateway when empty.</summary>
    public ImmutableArray<BudgetMatch> For { get; init; } = [];

    /// <summary>The most requests.</summary>
    public long? Requests { get; init; }

    /// <summary>The most tokens, read and written.</summary>
    public long? Tokens { get; init; }

    /// <summary>The most money.</summary>
    public decimal? Money { get; init; }

    /// <summary>The currency of <see cref="Money"/>.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>The most energy, in watt-hours.</summary>
    public decimal? WattHours { get; init; }

    /// <summary>The most requests at one time.</summary>
    public int? Concurrent { get; init; }

    /// <summary>The length of the window; needed by all but <see cref="Concurrent"/>.</summary>
    public BudgetPeriod? Per { get; init; }

    /// <summary>Whether the window is that of the calendar; null for days and months that are and minutes and hours that roll.</summary>
    public bool? IsCalendar { get; init; }

    /// <summary>The time zone of the calendar, by its IANA name.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Whether it only warns.</summary>
    public bool IsSoft { get; init; }

    /// <summary>The share of the limit from which it warns.</summary>
    public decimal WarnAt { get; init; } = 0.9m;

    /// <summary>Whether all that a pattern matches share one limit.</summary>
    public bool IsShared { get; init; }

    /// <summary>What is done where a price, or the watts, are unknown.</summary>
    public UnknownPricePolicy UnknownPrice { get; init; }

    /// <summary>The entry in the file; null for options made in code.</summary>
    internal Reading.ConfigMap? Node { get; init; }

    /// <summary>The limits that it says, checked before; none of it refers to a time zone that does not exist.</summary>
    public IEnumerable<BudgetRule> Compile()
    {
        if (Requests is { } requests)
            yield return Rule(BudgetMeasure.Requests, requests);
        if (Tokens is { } tokens)
            yield return Rule(BudgetMeasure.Tokens, tokens);
        if (Money is { } money)
            yield return Rule(BudgetMeasure.Money, money) with { Currency = Currency };
        if (WattHours is { } energy)
            yield return Rule(BudgetMeasure.WattHours, energy);
        if (Concurrent is { } number)
            yield return Rule(BudgetMeasure.Concurrent, number) with { Window = null };
    }

    private BudgetRule Rule(BudgetMeasure measure, decimal limit) => new()
    {
        Name = Name,
        For = For,
        Measure = measure,
        Limit = limit,
        Window = Per is { } period ? new BudgetWindow(period, IsCalendar ?? period >= BudgetPeriod.Day ? TimeZoneInfo.FindSystemTimeZoneById(TimeZone ?? "UTC") : null) : null,
        IsSoft = IsSoft,
        WarnAt = WarnAt,
        IsShared = IsShared,
        UnknownPrice = UnknownPrice,
    };
}
