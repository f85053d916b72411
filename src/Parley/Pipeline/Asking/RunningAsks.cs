namespace Parley.Pipeline.Asking;

/// <summary>The requests of the host itself that are under way, and the end of them all. Thread-safe.</summary>
internal sealed class RunningAsks : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private bool _isStopped;
    private bool _isDisposed;
    private int _running;

    public RunningAsks() => Stopping = _stop.Token;

    /// <summary>Cancelled when all are to end; may be looked at, and registered with, also when this is disposed of.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Whether they are to end.</summary>
    public bool IsStopped
    {
        get
        {
            lock (_gate)
                return _isStopped;
        }
    }

    /// <summary>One begins.</summary>
    /// <exception cref="ObjectDisposedException">None may begin any more.</exception>
    public void Enter()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isStopped, this);
            _running++;
        }
    }

    /// <summary>One has ended.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            if (--_running > 0 || !_isStopped)
                return;
        }
        _over.TrySetResult();
    }

    /// <summary>Ends them, and waits until they are in the books; not for code that does not look at its token.</summary>
    public async Task StopAsync()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isStopped = true;
            if (_running == 0)
                _over.TrySetResult();
        }
        await _stop.CancelAsync().ConfigureAwait(false);
        // Nobody else counts this time: it is that of a program which ends.
        await Task.WhenAny(_over.Task, Task.Delay(Patience, CancellationToken.None)).ConfigureAwait(false);
    }

    /// <summary>Ends them, and waits for none.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isStopped = _isDisposed = true;
        }
        _stop.Cancel();
        _stop.Dispose();
    }
}
