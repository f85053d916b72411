using System.Collections.Immutable;
using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Dialects.Conversation;
using Parley.Ledger.Budgets;
using Parley.Providers.Upstream;

namespace Parley.Pipeline.Dispatching;

/// <summary>One exchange on its way to targets: what stays the same while attempts come and go, and the attempts.</summary>
internal sealed class Trip
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _deadline;
    private List<(int, HeldAttempt)>? _judged;
    private ImmutableArray<Target> _atOnce = [];
    private int _begun;

    public Trip(Exchange exchange, Resolution resolution, TimeProvider time, CancellationToken caller)
    {
        (Exchange, Resolution, Caller, _time) = (exchange, resolution, caller, time);
        var failure = Own;
        var configured = failure.Retry.Deadline ?? exchange.Snapshot.Failure.Retry.Deadline ?? TimeSpan.MaxValue;
        _deadline = exchange.Wishes.Deadline is { } asked && asked < configured ? asked : configured;
        Hedge = failure.Hedge.Over(exchange.Snapshot.Failure.Hedge);
        exchange.Trip = this;
    }

    public Exchange Exchange { get; }

    public Resolution Resolution { get; }

    /// <summary>Cancelled when the caller goes away.</summary>
    public CancellationToken Caller { get; }

    /// <summary>Whether and when a second target is asked too.</summary>
    public HedgeOptions Hedge { get; }

    /// <summary>Whether several targets are asked at once.</summary>
    public ParallelCallOptions Parallel => Own.Parallel;

    /// <summary>Whether answers are judged.</summary>
    public ForwardingOptions Forwarding => Own.Forwarding;

    /// <summary>Whether another target may be asked when one fails.</summary>
    public bool FailsOver => Own.Retry.Failover ?? Exchange.Snapshot.Failure.Retry.Failover ?? true;

    /// <summary>The answers that were judged, with their places among the attempts.</summary>
    public List<(int Place, HeldAttempt Attempt)> Judged => _judged ??= [];

    /// <summary>Why the attempt that begins is made, where the decision alone does not say it; null for the first.</summary>
    public string? Occasion { get; set; }

    /// <summary>Why the last attempt was made, or what several at once came to; null after the first.</summary>
    public string? LastOccasion { get; set; }

    /// <summary>The attempts that have ended.</summary>
    public List<AttemptOutcome> Attempts { get; } = new(1);

    /// <summary>How long it has waited between attempts.</summary>
    public TimeSpan Waited { get; set; }

    /// <summary>What is left of the time that the request has.</summary>
    public TimeSpan Left => _deadline == TimeSpan.MaxValue ? _deadline : _deadline - _time.GetElapsedTime(Exchange.Started);

    /// <summary>True once an attempt has the caller's reply: nothing may be tried any more.</summary>
    public bool IsAnswered => Exchange.Sink.Winner is not null;

    /// <summary>What was said for the model's name.</summary>
    private FailureOptions Own => Resolution.Route?.Failure ?? FailureOptions.None;

    /// <summary>What was said of retries at a backend.</summary>
    public RetryOptions RetryAt(Backend backend) => Own.Retry.Over(backend.Retry.Over(Exchange.Snapshot.Failure.Retry));

    /// <summary>The number of the attempt that begins, from 1.</summary>
    public int NextNumber()
    {
        LastOccasion = Occasion;
        return ++_begun;
    }

    /// <summary>Takes note of a target that is asked while others may be, before anybody is done.</summary>
    public void Begin(Target target) => _atOnce = _atOnce.Add(target);

    /// <summary>Whether a target was asked, or is being asked.</summary>
    public bool HasTried(Target target) => _atOnce.Any(target.IsSameAs) || Attempts.Exists(attempt => attempt.Target.IsSameAs(target));

    /// <summary>An attempt whose answer is not needed. Its prompt was read all the same, and is paid for: where nobody said how long it was, an estimate stands for it.</summary>
    /// <param name="outcome">How it went.</param>
    /// <param name="quicker">What another did before it.</param>
    public AttemptOutcome Lost(AttemptOutcome outcome, string quicker) => outcome with
    {
        Usage = outcome.Usage.IsKnown || !outcome.IsSent || outcome.Fault is not (null or { Kind: FaultKind.Cancelled })
            ? outcome.Usage
            : outcome.Usage with { Input = TokenCount.Estimated(Math.Max(1, Exchange.Request.Head.EstimatedInputTokens)) },
        Next = Step.Lost(outcome.Fault, quicker),
    };

    /// <summary>How it ended.</summary>
    public Settlement Settle()
    {
        var told = Attempts[^1];
        foreach (var attempt in Attempts)
        {
            if (attempt.Committed)
                return new Settlement(Attempts, attempt.Usage, attempt.Fault);
            if (attempt.Next?.Action == NextAction.Stop)
                told = attempt;
        }
        return new Settlement(Attempts, told.Usage, Caller.IsCancellationRequested ? Left(told) : ToldTo(told.Fault));

        static Fault? Left(AttemptOutcome told) => told.Fault is { Kind: FaultKind.Cancelled } cancelled ? cancelled : new Fault(FaultKind.Cancelled, "The caller went away.");
    }

    /// <summary>What the caller is told: a backend's own trouble says more than that another could not carry the request, or could not be reached; of several without room the one that has it first.</summary>
    private Fault? ToldTo(Fault? last) => last?.Kind switch
    {
        FaultKind.RateLimit or FaultKind.Quota when BudgetFaults.IsOwn(last) => Attempts.FindLast(static attempt => attempt.IsSent && !BudgetFaults.IsOwn(attempt.Fault))?.Fault ?? last,
        FaultKind.Unsupported => Attempts.Find(static attempt => attempt.Fault is { Kind: not FaultKind.Unsupported })?.Fault ?? last,
        FaultKind.Connect or FaultKind.ConnectTimeout => Attempts.FindLast(static attempt => attempt.Fault is { Source: FaultSource.Provider })?.Fault ?? last,
        FaultKind.RateLimit when last.Code == Admission.Refused => Attempts.Where(static attempt => attempt.Fault?.Code == Admission.Refused).MinBy(static attempt => attempt.Fault!.RetryAfter)?.Fault ?? last,
        _ => last,
    };
}
