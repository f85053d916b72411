using Microsoft.Extensions.Logging;
using Parley.Ledger.Budgets;
using Parley.Resilience;

namespace Parley.Ledger;

/// <summary>What this gateway has in common with the others of its store: the limits of callers, those of backends, and what was seen of targets. One for a process; thread-safe.</summary>
internal sealed class Neighbours : IDisposable
{
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
        Callers = new BudgetSharing(budgets, shares, time, logger);
        _ofBackends = new BudgetState(time) { Terms = ShareTerms.OfBackends };
        _backends = new BudgetSharing(_ofBackends, shares, time, logger);
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

    /// <summary>Works until it is cancelled, and gives back then what is held.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(Callers.RunAsync(cancellationToken), _backends.RunAsync(cancellationToken), _hints?.RunAsync(cancellationToken) ?? Task.CompletedTask);

    public void Dispose()
    {
        Callers.Dispose();
        _backends.Dispose();
        _hints?.Dispose();
    }
}
