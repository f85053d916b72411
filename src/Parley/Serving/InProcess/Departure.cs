using System.Diagnostics.CodeAnalysis;

namespace Parley.Serving.InProcess;

/// <summary>Whether the caller of a call is still there, and how the call ended. Thread-safe.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer holds nothing, and whoever reads may look at it after the call is over.")]
internal sealed class Departure
{
    private readonly CancellationTokenSource _gone = new();
    private readonly CancellationToken _callers;
    private readonly CancellationTokenRegistration _watch;
    private bool _isBrokenOff;
    private bool _isOver;

    /// <summary>Begins a call.</summary>
    /// <param name="cancellationToken">Cancelled by the caller who gives it up.</param>
    public Departure(CancellationToken cancellationToken)
    {
        _callers = cancellationToken;
        _watch = cancellationToken.UnsafeRegister(static state => ((Departure)state!).Leave(), this);
    }

    /// <summary>Cancelled when the caller goes away, and when the answer is broken off.</summary>
    public CancellationToken Token => _gone.Token;

    /// <summary>The caller goes away. Whoever works for it hears of it on another thread: not the caller's time is spent on that.</summary>
    public void Leave()
    {
        if (!Volatile.Read(ref _isOver))
            _ = _gone.CancelAsync();
    }

    /// <summary>The answer is broken off, though the caller is there.</summary>
    public void BreakOff()
    {
        Volatile.Write(ref _isBrokenOff, true);
        Leave();
    }

    /// <summary>The call is over. What whoever still reads is told; null where the answer is whole.</summary>
    /// <param name="defect">What went wrong besides; null for nothing.</param>
    public Exception? End(Exception? defect)
    {
        Volatile.Write(ref _isOver, true);
        _watch.Unregister();
        if (Volatile.Read(ref _isBrokenOff) || (defect is not null && !Token.IsCancellationRequested))
            return new HttpIOException(HttpRequestError.ResponseEnded, "The answer was broken off.", defect);
        return Token.IsCancellationRequested ? new OperationCanceledException(_callers.IsCancellationRequested ? _callers : Token) : null;
    }
}
