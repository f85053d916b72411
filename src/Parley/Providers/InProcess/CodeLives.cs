using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Parley.Configuration;

namespace Parley.Providers.InProcess;

/// <summary>Starts backends that are code before they are asked, and stops those that were started. Thread-safe.</summary>
internal sealed partial class CodeLives(ILogger logger)
{
    private readonly ConcurrentDictionary<InProcessBackend, Start> _started = new((IEqualityComparer<InProcessBackend>)ReferenceEqualityComparer.Instance);

    /// <summary>Whether a backend need not be waited for.</summary>
    public bool IsStarted(InProcessBackend backend) => _started.TryGetValue(backend, out var start) && start.IsDone;

    /// <summary>Starts a backend unless it is; whoever comes meanwhile waits for the same start.</summary>
    public async Task StartAsync(InProcessBackend backend, CancellationToken cancellationToken)
    {
        var start = _started.GetOrAdd(backend, static backend => new Start(backend)).BeginAsync();
        try
        {
            await start.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch when (start.IsCompleted)
        {
            // The next request tries again.
            _started.TryRemove(backend, out _);
            throw;
        }
    }

    /// <summary>Stops those that are no longer configured.</summary>
    public Task KeepAsync(IEnumerable<InProcessBackend> configured)
    {
        var kept = configured.ToHashSet(ReferenceEqualityComparer.Instance);
        return Task.WhenAll(_started.Keys.Where(backend => !kept.Contains(backend)).Select(StopAsync));
    }

    private async Task StopAsync(InProcessBackend backend)
    {
        if (!_started.TryRemove(backend, out var start))
            return;
        try
        {
            await start.BeginAsync().ConfigureAwait(false);
            await backend.StopAsync().ConfigureAwait(false);
        }
        catch (Exception failed)
        {
            NotStopped(logger, backend.Id, failed);
        }
    }

    /// <summary>One start, whoever waits for it.</summary>
    private sealed class Start(InProcessBackend backend)
    {
        private readonly Lock _gate = new();
        private Task? _running;

        public bool IsDone => Volatile.Read(ref _running) is { IsCompletedSuccessfully: true };

        public Task BeginAsync()
        {
            lock (_gate)
                return _running ??= RunAsync();
        }

        /// <summary>What it throws at once is in the task too.</summary>
        private async Task RunAsync() => await backend.StartAsync(CancellationToken.None).ConfigureAwait(false);
    }

    [LoggerMessage(22, LogLevel.Warning, "The code of the backend {Backend} could not be stopped")]
    private static partial void NotStopped(ILogger logger, string backend, Exception failed);
}
