using Parley.Ledger;

namespace Parley.Tests.Ledger;

/// <summary>A store of the ledger that keeps what it is given, unless it is told to fail.</summary>
internal sealed class TakingStore : ILedgerStore
{
    /// <summary>What every call fails with; null for none.</summary>
    public Exception? Fault { get; set; }

    /// <summary>The request whose entry it never takes.</summary>
    public string? Poison { get; init; }

    /// <summary>How often its tables were looked at.</summary>
    public int Prepared { get; private set; }

    public List<LedgerEntry> Entries { get; } = [];

    /// <summary>The requests of the entries, in order.</summary>
    public IEnumerable<string> Taken => Entries.Select(static entry => entry.ExchangeId);

    public string Place { get; init; } = "here";

    public Task PrepareAsync(CancellationToken cancellationToken)
    {
        Prepared++;
        return Fault is null ? Task.CompletedTask : Task.FromException(Fault);
    }

    public Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken)
    {
        if (Fault is not null)
            return Task.FromException(Fault);
        if (entries.Any(entry => entry.ExchangeId == Poison))
            return Task.FromException(new LedgerStoreException("no", isTransient: false));
        Entries.AddRange(entries);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<CostRow>> SumAsync(CostQuestion question, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<CostRow>>([]);

    public Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken) => Task.FromResult(0);

    public bool IsDisposed { get; private set; }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
