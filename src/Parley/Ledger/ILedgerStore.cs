namespace Parley.Ledger;

/// <summary>Keeps the ledger. Thread-safe. What it throws when it cannot be reached is a <see cref="LedgerStoreException"/>; entries that it has not taken stay in the journal.</summary>
public interface ILedgerStore : IAsyncDisposable
{
    /// <summary>Where the ledger is, without a secret.</summary>
    string Place { get; }

    /// <summary>Brings the tables to the present form. One process does so at a time; costs a question where it is done.</summary>
    /// <exception cref="LedgerStoreException">It cannot be reached, or is of a later version.</exception>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Takes entries, all or none. One that is there already stays as it is.</summary>
    /// <exception cref="LedgerStoreException">It cannot be reached, or takes one of them not.</exception>
    Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken);

    /// <summary>Sums entries up in groups.</summary>
    /// <exception cref="LedgerStoreException">It cannot be reached.</exception>
    Task<IReadOnlyList<CostRow>> SumAsync(CostQuestion question, CancellationToken cancellationToken);

    /// <summary>Forgets entries that ended before a time, and says how many.</summary>
    /// <exception cref="LedgerStoreException">It cannot be reached.</exception>
    Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken);
}

/// <summary>The store could not do what it was asked.</summary>
/// <param name="message">What failed, without a secret.</param>
/// <param name="isTransient">Whether the same may succeed later: the store could not be reached, was busy, has no room or is not in order. Else what it was given is at fault, or its version.</param>
/// <param name="inner">What the database said.</param>
public sealed class LedgerStoreException(string message, bool isTransient, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether it may succeed later.</summary>
    public bool IsTransient { get; } = isTransient;
}
