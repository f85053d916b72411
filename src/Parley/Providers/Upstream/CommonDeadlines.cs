using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>The deadlines of the attempt for all calls that it makes at once; the first that fails ends the others, which would be paid for in vain.</summary>
internal sealed class CommonDeadlines(IDeadlines outer) : IDeadlines, IDisposable
{
    private readonly CancellationTokenSource _source = CancellationTokenSource.CreateLinkedTokenSource(outer.Token);
    private Fault? _fault;

    /// <summary>Why the first of the calls failed that did; null when none did.</summary>
    public Fault? Fault => _fault;

    public CancellationToken Token => _source.Token;

    public FaultKind? Expired => outer.Expired;

    public TimeSpan Elapsed => outer.Elapsed;

    public string? Reason => outer.Reason;

    public DateTimeOffset? Now => outer.Now;

    public void Progress() => outer.Progress();

    public void Writing(long bytes) => outer.Writing(bytes);

    public void Wrote() => outer.Wrote();

    /// <summary>One call failed.</summary>
    public void Fail(Fault fault)
    {
        if (Interlocked.CompareExchange(ref _fault, fault, null) is null)
            End();
    }

    /// <summary>Ends all calls.</summary>
    public void End() => _source.Cancel();

    public void Dispose() => _source.Dispose();
}
