using Parley.Ledger;
using Parley.Ledger.Budgets;

namespace Parley.Tests.Ledger.Budgets.Sharing;

/// <summary>Divides limits as a database does, without a window: a test says itself when what was used counts no more.</summary>
internal sealed class MemoryShares : IBudgetShares
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, decimal> _used = [];
    private readonly Dictionary<(string Meter, string Node), decimal> _shares = [];
    private readonly HashSet<string> _nodes = [];

    /// <summary>What an exchange waits for: a store that hangs.</summary>
    public Task Hanging { get; set; } = Task.CompletedTask;

    /// <summary>Whether it cannot be reached.</summary>
    public bool IsAway { get; set; }

    /// <summary>How often it was asked.</summary>
    public int Exchanges { get; private set; }

    /// <summary>All windows are over.</summary>
    public void Pass()
    {
        lock (_gate)
            _used.Clear();
    }

    public async Task<IReadOnlyList<BudgetShare>> ExchangeAsync(string node, IReadOnlyList<BudgetShareAsk> asks, CancellationToken cancellationToken)
    {
        await Hanging;
        lock (_gate)
        {
            if (IsAway)
                throw new LedgerStoreException("it is away", isTransient: true);
            Exchanges++;
            _nodes.Add(node);
            return [.. asks.Select(ask => Exchange(node, ask))];
        }
    }

    public Task LeaveAsync(string node, CancellationToken cancellationToken)
    {
        lock (_gate)
            _nodes.Remove(node);
        return Task.CompletedTask;
    }

    public Task<int> ForgetUseAsync(DateTimeOffset now, CancellationToken cancellationToken) => Task.FromResult(0);

    private BudgetShare Exchange(string node, BudgetShareAsk ask)
    {
        var used = _used[ask.Meter] = _used.GetValueOrDefault(ask.Meter) + ask.Used;
        var elsewhere = _shares.Where(share => share.Key.Meter == ask.Meter && share.Key.Node != node).Sum(static share => share.Value);
        var most = _shares[(ask.Meter, node)] = ask.Reserved + Math.Max(0, Math.Min(ask.Headroom, ask.Limit - used - elsewhere - ask.Reserved));
        return new BudgetShare(used, most, elsewhere, _nodes.Count);
    }
}
