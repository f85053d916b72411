using Parley.Configuration;

namespace Parley.Ledger.Budgets;

/// <summary>What is asked of one limit.</summary>
/// <param name="Meter">Whose use of which limit.</param>
/// <param name="Rule">The limit, as the request found it.</param>
/// <param name="Amount">How much; null where nobody can tell.</param>
internal readonly record struct BudgetAsk(Meter Meter, BudgetRule Rule, decimal? Amount);

/// <summary>What is set aside for one request or call, of every limit that applies. Settled or released once; a second time does nothing. Its state's lock guards it.</summary>
/// <param name="asks">What was asked.</param>
/// <param name="at">When.</param>
internal sealed class BudgetHold(BudgetAsk[] asks, DateTimeOffset at)
{
    /// <summary>What is set aside, or was counted at once.</summary>
    public BudgetAsk[] Asks { get; } = asks;

    /// <summary>When it was.</summary>
    public DateTimeOffset At { get; } = at;

    /// <summary>Whether it still holds anything.</summary>
    public bool IsOpen { get; set; } = true;
}

/// <summary>Why nothing was set aside.</summary>
/// <param name="Rule">The limit that is in the way the longest.</param>
/// <param name="Names">What its parts have matched.</param>
/// <param name="Spent">What was used of it.</param>
/// <param name="Reserved">What is set aside of it.</param>
/// <param name="Asked">What was asked; null where nobody could tell, and that is refused.</param>
/// <param name="FreeAt">When that is there; null when it never is, or nobody knows.</param>
/// <param name="Now">When it was asked.</param>
internal sealed record BudgetRefusal(BudgetRule Rule, IReadOnlyList<string> Names, decimal Spent, decimal Reserved, decimal? Asked, DateTimeOffset? FreeAt, DateTimeOffset Now)
{
    /// <summary>Whether it can never be granted, whatever becomes free.</summary>
    public bool IsForGood => Asked is null || Asked > Rule.Limit;

    /// <summary>Whether there is room but for what other requests have set aside, which may end at any moment.</summary>
    public bool IsSetAside => Asked is { } asked && Spent + asked <= Rule.Limit;
}
