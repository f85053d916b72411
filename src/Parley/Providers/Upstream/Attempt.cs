using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>One call to one target: its own body, its own deadlines, its own outcome, so that two may run at once.</summary>
/// <param name="number">Which attempt of the exchange it is, from 1.</param>
/// <param name="target">Whom to ask.</param>
/// <param name="request">What to ask.</param>
/// <param name="sink">Where the answer goes.</param>
/// <param name="deadlines">How long to wait for what.</param>
public sealed class Attempt(int number, Target target, InboundRequest request, ReplySink sink, IDeadlines deadlines)
{
    /// <summary>Which attempt of the exchange it is, from 1.</summary>
    public int Number { get; } = number;

    /// <summary>Whom to ask.</summary>
    public Target Target { get; } = target;

    /// <summary>What to ask.</summary>
    public InboundRequest Request { get; } = request;

    /// <summary>Where the answer goes.</summary>
    public ReplySink Sink { get; } = sink;

    /// <summary>How long to wait for what; its token ends the attempt.</summary>
    public IDeadlines Deadlines { get; } = deadlines;

    /// <summary>Why it is made, where the decision alone does not say it: after what fault it is a retry, whose lateness it hedges; null for the first.</summary>
    internal string? Occasion { get; set; }

    /// <summary>What the translation of request and reply lost.</summary>
    public ConversionLog Log { get; } = new();

    /// <summary>The usage that the upstream reported last. It outlives the bytes that it was read from.</summary>
    public Usage Usage { get; set => field = value.Extras is { } extras ? value with { Extras = extras.Detach() } : value; } = Usage.Unknown;

    /// <summary>About how many bytes of text have come towards the caller, by which an answer is counted that nobody has counted to its end.</summary>
    internal long Came { get; set; }

    /// <summary>Why the first choice ended; null when it did not or nobody looked. It outlives the bytes that it was read from.</summary>
    public Finish? Finish { get; set => field = value?.StopSequence is { } stop ? value with { StopSequence = stop.Detach() } : value; }

    /// <summary>Time to the moment when the reply was claimed; null before.</summary>
    public TimeSpan? CommittedAfter { get; set; }

    /// <summary>Headers of the reply that callers act on; empty before it has come. Of an attempt that makes several calls those of the last that came.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Headers
    {
        get;
        set
        {
            field = value;
            if (Whole is not null)
                Whole.Headers = value;
        }
    } = [];

    /// <summary>Whether a call went twice: the connection that was kept open had been closed, and a fresh one was taken.</summary>
    internal bool IsRepeated
    {
        get;
        set
        {
            field = value;
            Whole?.IsRepeated |= value;
        }
    }

    /// <summary>The attempt that this call is a part of; null for one that is the whole.</summary>
    private Attempt? Whole { get; init; }

    /// <summary>Watches how long the answer becomes; null where nobody does. That of the whole for its parts.</summary>
    internal IAnswerWatch? Watch { get => Whole is null ? field : Whole.Watch; set; }

    /// <summary>How long it waited for its turn before the call.</summary>
    internal TimeSpan Queued { get; set; }

    /// <summary>True once the reply belongs to this attempt: from then on nothing may fail over.</summary>
    public bool IsCommitted => ReferenceEquals(Sink.Winner, this);

    /// <summary>Closes the attempt.</summary>
    public AttemptOutcome Outcome(Fault? fault) => new(Target, fault, Counted(fault), IsCommitted)
    {
        Finish = Finish,
        Log = Log,
        Duration = Deadlines.Elapsed,
        FirstEvent = CommittedAfter,
        Queued = Queued,
        IsRepeated = IsRepeated,
        Number = Number,
    };

    /// <summary>What it used: of an answer that was broken off by what came of it, under the tier that was asked for where the reply names none and that is the dearer: a discount has to be told. What only reads writes nothing.</summary>
    private Usage Counted(Fault? fault)
    {
        if (Request.Operation.Codec.Kind is OperationKind.Embeddings or OperationKind.Rerank)
            return Usage.Input.IsKnown && !Usage.Output.IsKnown ? Usage with { Output = TokenCount.Exact(0) } : Usage;
        var usage = fault is not null || EstimatedUsage.IsMissing(Usage) ? EstimatedUsage.Complete(Usage, Came, this) : Usage;
        return usage.ServiceTier == ServiceTier.Unknown && Request.Head.ServiceTier is ServiceTier.Priority and var asked && Log.Entries.All(static entry => entry.Field != "service_tier") ? usage with { ServiceTier = asked } : usage;
    }

    /// <summary>One of the calls that it makes where one alone is not enough.</summary>
    /// <param name="asked">What this one asks.</param>
    /// <param name="to">Where its answer goes.</param>
    /// <param name="clock">How long to wait for what; its own where null.</param>
    internal Attempt Part(InboundRequest asked, ReplySink to, IDeadlines? clock = null) => new(Number, Target, asked, to, clock ?? Deadlines) { Whole = this };

    /// <summary>Closes an attempt of which nothing was sent.</summary>
    internal AttemptOutcome NotSent(Fault why) => Outcome(why) with { IsSent = false };
}

/// <summary>The clock of one attempt. Tells apart who ended it: a deadline or the caller.</summary>
public interface IDeadlines
{
    /// <summary>Cancelled when a deadline passes or the caller goes away.</summary>
    CancellationToken Token { get; }

    /// <summary>The deadline that passed; null when none did.</summary>
    FaultKind? Expired { get; }

    /// <summary>Something arrived from the upstream: the deadline for silence starts again.</summary>
    void Progress();

    /// <summary>Text has come, and is about to be written towards the caller, which may take as long as the caller does.</summary>
    /// <param name="bytes">The bytes of text.</param>
    void Writing(long bytes)
    {
    }

    /// <summary>It is written.</summary>
    void Wrote()
    {
    }

    /// <summary>Time since the attempt began.</summary>
    TimeSpan Elapsed { get; }

    /// <summary>What time it is, where a provider names a moment and not its own time; null when nobody says.</summary>
    DateTimeOffset? Now => null;

    /// <summary>Why the attempt was ended, as a sentence; null where what has passed says enough.</summary>
    string? Reason => null;
}

/// <summary>How one attempt went.</summary>
/// <param name="Target">Who was asked.</param>
/// <param name="Fault">What went wrong; null when nothing did.</param>
/// <param name="Usage">What was used, as far as anybody said.</param>
/// <param name="Committed">True when the caller has seen something of it.</param>
public sealed record AttemptOutcome(Target Target, Fault? Fault, Usage Usage, bool Committed)
{
    private readonly long _firstEvent = -1;
    private ConversionLog? _log;
    private Target _target = Target;
    private string? _key;

    /// <summary>Who was asked; once the request has ended, no more of its backend than reports show.</summary>
    public Target Target { get => _target; init => _target = value; }

    /// <summary>Which of several keys was used, by its name; null for backends with one.</summary>
    public string? Key => _key ?? Target.Backend.Key?.Name;

    /// <summary>Which attempt of the request it is, from 1, in the order in which they began; 0 where nothing was tried.</summary>
    internal int Number { get; init; }

    /// <summary>Why the answer ended; null when it did not.</summary>
    public Finish? Finish { get; init; }

    /// <summary>What the translation lost; null where nobody looked, and once the request has ended where it was nothing.</summary>
    public ConversionLog? Log { get => _log; init => _log = value; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How long it waited before for its turn, since the backend's limits were reached.</summary>
    public TimeSpan Queued { get; init; }

    /// <summary>Time to the first event that a caller can see; null when none came.</summary>
    public TimeSpan? FirstEvent { get => _firstEvent < 0 ? null : new TimeSpan(_firstEvent); init => _firstEvent = value?.Ticks ?? -1; }

    /// <summary>What was done next, and why; null after an attempt that answered.</summary>
    public NextStep? Next { get; init; }

    /// <summary>False where nothing was sent: the limits left no room, another request tried the target just then, or Parley has counted tokens itself.</summary>
    public bool IsSent { get; init; } = true;

    /// <summary>Whether the call went twice: the connection that was kept open had been closed, so that it went once more at once, over a fresh one. That is neither a retry nor a failure of the target.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>What an answer that was given once more had cost; null when that is unknown, and for all calls.</summary>
    internal Money? Saved { get; init; }

    /// <summary>Lets go of the configuration, which the record of the attempt outlives, and of what says nothing.</summary>
    internal void Release()
    {
        _key = Key;
        _target = Target.Outline;
        _log = _log is { Entries.Count: 0 } ? null : _log;
    }
}

/// <summary>Calls one kind of backend. Thread-safe.</summary>
public interface IUpstream
{
    /// <summary>Makes one call and writes its answer into the attempt's sink. The world's errors are in the outcome; it throws only for defects of Parley.</summary>
    ValueTask<AttemptOutcome> SendAsync(Attempt attempt);
}
