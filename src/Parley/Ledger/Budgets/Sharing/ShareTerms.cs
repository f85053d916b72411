using Parley.Configuration;

namespace Parley.Ledger.Budgets;

/// <summary>How limits are divided.</summary>
/// <param name="Parts">Of a limit a gateway holds at most such a part for what is to come.</param>
/// <param name="IsAhead">Whether a gateway may take such a part, or one request, before it has asked, so that no request waits for the store: by so much for each gateway a limit may be passed.</param>
/// <param name="GoesOnAlone">Whether each gateway has the whole limit for itself while the store does not answer; else it has its part of it, by how many gateways there were.</param>
internal sealed record ShareTerms(decimal Parts, bool IsAhead, bool GoesOnAlone)
{
    /// <summary>What callers may use: little more than was agreed, whatever happens.</summary>
    public static ShareTerms OfCallers { get; } = new(32, IsAhead: true, GoesOnAlone: false);

    /// <summary>What backends may be asked: a provider says itself when it is too much, and no request is to fail since a database is away.</summary>
    public static ShareTerms OfBackends { get; } = new(4, IsAhead: false, GoesOnAlone: true);

    /// <summary>What becomes of limits while the store does not answer, for the log.</summary>
    public string WhenAway => GoesOnAlone ? "each gateway keeps within those of backends by itself" : "each gateway goes on with its part of those of callers";

    /// <summary>The part of a limit that is held ahead.</summary>
    public decimal PartOf(BudgetRule rule) => Whole(rule, rule.Limit / Parts);

    /// <summary>Half a request is of no use to anybody.</summary>
    public static decimal Whole(BudgetRule rule, decimal amount) => rule.Measure is BudgetMeasure.Requests or BudgetMeasure.Concurrent ? Math.Floor(amount) : amount;
}
