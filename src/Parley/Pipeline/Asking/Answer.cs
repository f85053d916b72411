using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Pipeline;

/// <summary>What came of a request that the host asked itself.</summary>
public sealed record Answer
{
    /// <summary>The id by which the log and the decisions know it.</summary>
    public required string RequestId { get; init; }

    /// <summary>Which request it answers: its place among those that were asked together, from 0.</summary>
    public int Place { get; init; }

    /// <summary>The answer; null where there is none.</summary>
    public ChatReply? Reply { get; init; }

    /// <summary>Why there is none; null where there is one.</summary>
    public Fault? Fault { get; init; }

    /// <summary>Who answered; null when nobody did.</summary>
    public Target? Target { get; init; }

    /// <summary>What it used, as far as is known.</summary>
    public Usage Usage { get; init; } = Usage.Unknown;

    /// <summary>What the translation to that backend, and back, lost.</summary>
    public IReadOnlyList<ConversionEntry> Losses { get; init; } = [];

    /// <summary>Every call that was made, in order.</summary>
    public IReadOnlyList<Providers.Upstream.AttemptOutcome> Attempts { get; init; } = [];
}

/// <summary>What a host asks besides its request.</summary>
public sealed record AskOptions
{
    /// <summary>Nothing besides.</summary>
    public static AskOptions None { get; } = new();

    /// <summary>As whose request it counts; null for the host's own, which may use everything.</summary>
    public CallerKey? Caller { get; init; }

    /// <summary>Keys of providers that this call brings itself, by the id of the backend; null for none. What they meet says nothing of the operator's: they open no breaker, and their answers are not kept.</summary>
    public IReadOnlyDictionary<string, Secret>? Keys { get; init; }

    /// <summary>What is asked of routing.</summary>
    public Routing.RoutingWishes Wishes { get; init; } = Routing.RoutingWishes.None;

    /// <summary>By what it is known in limits and costs.</summary>
    public Ledger.RequestLabels Labels { get; init; } = Ledger.RequestLabels.None;

    /// <summary>What is asked of the cache of answers.</summary>
    public CacheWish Cache { get; init; } = CacheWish.None;

    /// <summary>Whether a translation that loses something is refused.</summary>
    public bool RejectLoss { get; init; }

    /// <summary>Whether the host checks the form of the answer itself. JSON that the request demands is asked for as ever, and what the model writes is passed on as it comes: neither held back, nor checked, nor asked for again.</summary>
    public bool ChecksForm { get; init; }

    /// <summary>Whether it is one of several that are asked beside each other: code that blocks must not hold up the others.</summary>
    internal bool IsOneOfMany { get; init; }

    /// <summary>Told when a streamed answer has ended, however it did, and before its last event is given: who answered, what was lost, which calls were made. It has no reply: that was the stream. Null where nobody wants to know.</summary>
    public Action<Answer>? Ended { get; init; }
}
