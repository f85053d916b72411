using Parley.Dialects;

namespace Parley.Providers.Upstream;

/// <summary>Takes the answer to a call that is a part of an attempt, and gives it on in another form. The attempt claims the caller's reply when the first of its calls has something to show.</summary>
internal abstract class InnerSink(Attempt outer) : ReplySink
{
    /// <summary>The attempt that the call is a part of.</summary>
    protected Attempt Outer { get; } = outer;

    /// <summary>What was announced of the call's reply; null before.</summary>
    public ReplyHead? Head { get; private set; }

    /// <summary>True once another attempt has the caller's reply: nothing more may be given on.</summary>
    protected bool IsLost => Outer.Sink.Winner is { } winner && !ReferenceEquals(winner, Outer);

    public override bool IsSatisfied => IsLost;

    public override bool TryHold(long bytes) => Outer.Sink.TryHold(bytes);

    public override void Begin(ReplyHead head) => Head = head;

    public override ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override bool TryGetWire(Operation operation, out IWireSink? wire)
    {
        wire = null;
        return false;
    }

    /// <summary>Claims the caller's reply for an attempt and announces it; false when another attempt has it.</summary>
    public static bool TryBegin(Attempt outer, ReplyHead head)
    {
        if (!outer.Sink.TryCommit(outer))
            return false;
        outer.CommittedAfter ??= outer.Deadlines.Elapsed;
        outer.Sink.Begin(head with { Log = outer.Log });
        return true;
    }
}
