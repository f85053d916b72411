using System.Collections.Immutable;
using Parley.Configuration;

namespace Parley.Ledger.Budgets;

/// <summary>What the store of the ledger knows of earlier use, so that a restart gives nobody a second budget. Thread-safe.</summary>
public interface IBudgetHistory
{
    /// <summary>Sums up what was used, by whom the limit tells apart and by slices of time.</summary>
    Task<IReadOnlyList<BudgetSum>> SumAsync(BudgetQuestion question, CancellationToken cancellationToken);
}

/// <summary>What is asked of the history.</summary>
/// <param name="Measure">What is summed up: requests are counted once, or, where the scopes name model or backend, each call that was sent.</param>
/// <param name="Scopes">By what it is told apart; one sum in all when empty. Of several tags of a request each counts.</param>
/// <param name="Currency">The currency of the limit; null for all else. Sums come in the currencies that were paid in.</param>
/// <param name="Since">From when on, inclusive.</param>
/// <param name="Until">Up to when, exclusive: what comes after this process has counted itself.</param>
/// <param name="Slice">How long a slice may be.</param>
public sealed record BudgetQuestion(BudgetMeasure Measure, ImmutableArray<BudgetScope> Scopes, string? Currency, DateTimeOffset Since, DateTimeOffset Until, TimeSpan Slice);

/// <summary>What was used by one of those that a limit tells apart, within a slice.</summary>
/// <param name="Names">The names in the order of the scopes: of a key, its team, a tag, the names of a model (<see cref="Or"/> between them), a backend's id; of a session the key's name, a slash and the session.</param>
/// <param name="At">The last moment of the slice in which something was used.</param>
/// <param name="Amount">How much.</param>
public sealed record BudgetSum(ImmutableArray<string> Names, DateTimeOffset At, decimal Amount)
{
    /// <summary>Stands between the names of one model: its own, <c>backend/model</c>, and that which was asked for.</summary>
    public const char Or = '\u001f';

    /// <summary>The currency of money; null for all else, and for the limit's own.</summary>
    public string? Currency { get; init; }
}
