namespace Parley.Configuration.Options;

/// <summary>What a session may use, and when it has run in circles. What is not said is not limited.</summary>
public sealed record SessionOptions
{
    /// <summary>The most money of one session.</summary>
    public decimal? MaxCost { get; init; }

    /// <summary>The currency of <see cref="MaxCost"/>.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>The most requests of one session.</summary>
    public long? MaxTurns { get; init; }

    /// <summary>The longest that a session may last, from its first request on.</summary>
    public TimeSpan? MaxTime { get; init; }

    /// <summary>How often the same calls of tools, or the same few by turns, may follow each other without a word of the user; null for any number.</summary>
    public int? MaxRepeats { get; init; }

    /// <summary>Whether requests that name no session are found to go on from earlier ones, by their beginnings.</summary>
    public bool FromPrefix { get; init; }

    /// <summary>After how long without a request a session is over.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How many sessions are remembered at one time.</summary>
    public int MaxSessions { get; init; } = 10_000;

    /// <summary>The group in the file; null for options made in code.</summary>
    internal Reading.ConfigMap? Node { get; init; }

    /// <summary>The limits that count over a whole session.</summary>
    public IEnumerable<BudgetRule> Compile()
    {
        if (MaxTurns is { } turns)
            yield return Rule("max_turns", BudgetMeasure.Requests, turns);
        if (MaxCost is { } cost)
            yield return Rule("max_cost", BudgetMeasure.Money, cost) with { Currency = Currency };
    }

    private BudgetRule Rule(string name, BudgetMeasure measure, decimal limit) => new()
    {
        Name = $"sessions.{name}",
        For = [new BudgetMatch(BudgetScope.Session, new Glob("*"))],
        Measure = measure,
        Limit = limit,
        Window = new BudgetWindow(BudgetPeriod.Session, null) { Idle = Idle },
    };
}
