using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Providers.InProcess;

/// <summary>Starts backends that are code before they are asked, and stops those that were started. Thread-safe.</summary>
internal sealed partial class CodeLives(ILogger logger)
{
    private readonly ConcurrentDictionary<InProcessBackend, CodeStart> _started = new((IEqualityComparer<InProcessBackend>)ReferenceEqualityComparer.Instance);

    /// <summary>Those that were configured and are no more: a request of an old configuration does not bring them back.</summary>
    private readonly ConditionalWeakTable<InProcessBackend, object> _gone = [];

    private readonly Lock _gate = new();
    private HashSet<InProcessBackend> _kept = [];
    private bool _isOver;

    /// <summary>So long a backend is waited for that is to stop; what it does later, it does unobserved.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether a backend need not be waited for.</summary>
    public bool IsStarted(InProcessBackend backend) => _started.TryGetValue(backend, out var start) && start.IsDone;

    /// <summary>Starts a backend unless it is; whoever comes meanwhile waits for the same start.</summary>
    public async Task StartAsync(InProcessBackend backend, CancellationToken cancellationToken)
    {
        var start = Find(backend) ?? throw Stopped(backend);
        var running = start.BeginAsync();
        try
        {
            await running.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch when (running.IsFaulted || running.IsCanceled)
        {
            // The next request tries again, unless one has already.
            _started.TryRemove(KeyValuePair.Create(backend, start));
            if (start.IsGivenUp)
                throw Stopped(backend);
            throw;
        }
    }

    /// <summary>Stops those that are no longer configured.</summary>
    public Task KeepAsync(IEnumerable<InProcessBackend> configured)
    {
        var kept = new HashSet<InProcessBackend>(configured, ReferenceEqualityComparer.Instance);
        List<KeyValuePair<InProcessBackend, CodeStart>> over = [];
        lock (_gate)
        {
            foreach (var gone in _kept.Concat(_started.Keys).Where(backend => !kept.Contains(backend)))
            {
                _gone.AddOrUpdate(gone, this);
                if (_started.TryRemove(gone, out var start))
                    over.Add(new(gone, start));
            }
            foreach (var back in kept)
                _gone.Remove(back);
            _kept = kept;
        }
        return Task.WhenAll(over.Select(one => StopAsync(one.Key, one.Value)));
    }

    /// <summary>Stops all, and starts none any more, whatever is configured later.</summary>
    public Task StopAllAsync()
    {
        lock (_gate)
            _isOver = true;
        return KeepAsync([]);
    }

    private CodeStart? Find(InProcessBackend backend)
    {
        lock (_gate)
            return _isOver || _gone.TryGetValue(backend, out _) ? null : _started.GetOrAdd(backend, static backend => new CodeStart(backend));
    }

    private async Task StopAsync(InProcessBackend backend, CodeStart start)
    {
        try
        {
            await EndAsync(backend, start).WaitAsync(Patience).ConfigureAwait(false);
        }
        catch (TimeoutException late)
        {
            NotStopped(logger, backend.Id, late);
        }
    }

    /// <summary>Stops a backend when its start has ended, however long that takes; one that did not get ready has nothing to let go of.</summary>
    private async Task EndAsync(InProcessBackend backend, CodeStart start)
    {
        try
        {
            if (await start.EndAsync().ConfigureAwait(false))
                await backend.StopAsync().ConfigureAwait(false);
        }
        catch (Exception failed)
        {
            NotStopped(logger, backend.Id, failed);
        }
    }

    private static BackendFaultException Stopped(InProcessBackend backend) => new(FaultKind.Upstream, $"The backend {backend.Id} has been stopped.");

    [LoggerMessage(22, LogLevel.Warning, "The code of the backend {Backend} could not be stopped")]
    private static partial void NotStopped(ILogger logger, string backend, Exception failed);
}
