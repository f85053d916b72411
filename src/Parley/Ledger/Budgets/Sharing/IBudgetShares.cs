namespace Parley.Ledger.Budgets;

/// <summary>
/// Divides limits among gateways that share a store. Of each limit a gateway holds a share, within which it admits requests by itself; all shares and all that was used are together at most the limit. Thread-safe.
/// </summary>
public interface IBudgetShares
{
    /// <summary>Tells what was used since the last time, and takes a share anew; for several limits at once, each for itself.</summary>
    /// <param name="node">The gateway.</param>
    /// <param name="asks">What is told and asked.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>What was given, in the order of what was asked.</returns>
    /// <exception cref="LedgerStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<BudgetShare>> ExchangeAsync(string node, IReadOnlyList<BudgetShareAsk> asks, CancellationToken cancellationToken);

    /// <summary>A gateway ends: no part of what is left is its own any more.</summary>
    /// <exception cref="LedgerStoreException">The store cannot be reached.</exception>
    Task LeaveAsync(string node, CancellationToken cancellationToken);

    /// <summary>Forgets what belongs to no window any more, however long the ledger keeps its entries, and says of how many slices of time.</summary>
    /// <exception cref="LedgerStoreException">The store cannot be reached.</exception>
    Task<int> ForgetUseAsync(DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>What a gateway tells and asks of one limit.</summary>
/// <param name="Meter">Which limit of whom.</param>
/// <param name="Used">What was used since the last time.</param>
/// <param name="Reserved">What is set aside for requests that run.</param>
/// <param name="Headroom">How much more is wanted, to be used at once.</param>
/// <param name="Limit">The limit.</param>
/// <param name="Since">From when on use counts.</param>
/// <param name="Now">The time.</param>
/// <param name="IsRolling">Whether the window moves on with the time; else <paramref name="Since"/> is where it began.</param>
public sealed record BudgetShareAsk(string Meter, decimal Used, decimal Reserved, decimal Headroom, decimal Limit, DateTimeOffset Since, DateTimeOffset Now, bool IsRolling = true);

/// <summary>What a gateway was given of one limit.</summary>
/// <param name="Spent">What all have used.</param>
/// <param name="Most">What it may use and set aside from now on.</param>
/// <param name="Elsewhere">What others hold.</param>
/// <param name="Gateways">How many gateways were heard of within the last minute, this one with them.</param>
public sealed record BudgetShare(decimal Spent, decimal Most, decimal Elsewhere, int Gateways = 1);
