using Parley.Ledger;
using Parley.Resilience;

namespace Parley.Tests.Resilience.Hints;

/// <summary>Carries hints within the process.</summary>
internal sealed class MemoryHints : ITargetHints
{
    private readonly Lock _gate = new();
    private readonly List<(string Node, TargetHint Hint)> _hints = [];

    /// <summary>Whether it cannot be reached.</summary>
    public bool IsAway { get; set; }

    /// <summary>All that was told.</summary>
    public IReadOnlyList<TargetHint> Told
    {
        get
        {
            lock (_gate)
                return [.. _hints.Select(static one => one.Hint)];
        }
    }

    public Task TellHintsAsync(string node, IReadOnlyList<TargetHint> hints, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ThrowIfAway();
            _hints.AddRange(hints.Select(hint => (node, hint)));
        }
        return Task.CompletedTask;
    }

    public Task<HintNews> ReadHintsAsync(string node, long after, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ThrowIfAway();
            return Task.FromResult(new HintNews(_hints.Count, [.. _hints.Skip((int)after).Where(one => one.Node != node).Select(static one => one.Hint)]));
        }
    }

    public async Task WaitForHintsAsync(TimeSpan most, CancellationToken cancellationToken) => await Task.Yield();

    private void ThrowIfAway()
    {
        if (IsAway)
            throw new LedgerStoreException("it is away", isTransient: true);
    }
}
