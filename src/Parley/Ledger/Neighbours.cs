using Microsoft.Extensions.Logging;
using Parley.Ledger.Budgets;
using Parley.Resilience;

namespace Parley.Ledger;

/// <summary>What this gateway has in common with the others of its store: the limits of callers, those of backends, and what was seen of targets. One for a process; thread-safe.</summary>
internal sealed class Neighbours : IDisposable
{
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(1);
    private readonly string _node = Guid.NewGuid().ToString("N")[..12];
    private readonly IBudgetShares _shares;
    private readonly BudgetState _ofBackends;
    private readonly BudgetSharing _backends;
    private readonly HintBoard? _hints;

    /// <summary>Begins; nothing is told or asked yet.</summary>
    /// <param name="shares">Divides the limits, and carries hints if it can.</param>
    /// <param name="budgets">What was used of the limits of callers.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where to log.</param>
    public Neighbours(IBudgetShares shares, BudgetState budgets, TimeProvider time, ILogger logger)
    {
        _shares = shares;
        Callers = new BudgetSharing(_node, budgets, shares, time, logger);
        _ofBackends = new BudgetState(time) { Terms = ShareTerms.OfBackends };
        _backends = new BudgetSharing(_node, _ofBackends, shares, time, logger);
        _hints = shares is ITargetHints hints ? new HintBoard(hints, time, logger) : null;
    }

    /// <summary>The limits of callers.</summary>
    public BudgetSharing Callers { get; }

    /// <summary>The limits of a backend.</summary>
    public BackendShare ShareOf(string backend) => new(_ofBackends, _backends, backend);

    /// <summary>Lets targets hear of the others, and the others of them.</summary>
    public void Connect(TargetStates targets)
    {
        _backends.Changed = targets.WakeGates;
        targets.Told = _hints is { } hints ? hints.Tell : null;
        _hints?.Heard = targets.Hear;
    }

    /// <summary>Works until it is cancelled, gives back then what is held, and takes leave.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(Callers.RunAsync(cancellationToken), _backends.RunAsync(cancellationToken), _hints?.RunAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        // Where the store is away, the others see by themselves that nothing is heard of it.
        await _shares.LeaveAsync(_node, CancellationToken.None).WaitAsync(LastPatience, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        Callers.Dispose();
        _backends.Dispose();
        _hints?.Dispose();
    }
}
