using System.Collections.Immutable;
using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Ledger;

/// <summary>How one attempt ended, for the books: who asked what of whom, what it used and cost, how long it took. No content is in it. Immutable.</summary>
public sealed record LedgerEntry
{
    /// <summary>The request that it belongs to.</summary>
    public required string ExchangeId { get; init; }

    /// <summary>Which attempt of the request, from 1. Together with the request's id it names the entry: written twice it counts once.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How far the entry can be trusted.</summary>
    public LedgerQuality Quality { get; init; }

    /// <summary>The name of the caller's key; null where none was needed.</summary>
    public string? Key { get; init; }

    /// <summary>The team of the key.</summary>
    public string? Team { get; init; }

    /// <summary>The session that the request belongs to.</summary>
    public string? Session { get; init; }

    /// <summary>The tags of request and key.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>What was asked: <c>chat</c>, <c>embeddings</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>The dialect that the caller speaks.</summary>
    public required string Dialect { get; init; }

    /// <summary>The model's name as the caller said it.</summary>
    public required string ModelAsked { get; init; }

    /// <summary>The model that was asked in the end.</summary>
    public required string Model { get; init; }

    /// <summary>The backend that was asked.</summary>
    public required string Backend { get; init; }

    /// <summary>The provider of the backend.</summary>
    public required string Provider { get; init; }

    /// <summary>Which of the backend's keys was used, by its name; null where it has one.</summary>
    public string? BackendKey { get; init; }

    /// <summary>Whether the backend runs on the operator's own hardware.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Whether a stream was asked for.</summary>
    public bool IsStream { get; init; }

    /// <summary>False where nothing was sent: limits left no room, or Parley had the answer itself.</summary>
    public bool IsSent { get; init; } = true;

    /// <summary>Whether the caller saw this attempt's answer.</summary>
    public bool IsAnswer { get; init; }

    /// <summary>Whether the request is counted by this attempt: the one that answered, else the last.</summary>
    public bool IsFinal { get; init; }

    /// <summary>What was used, by disjoint buckets.</summary>
    public Usage Usage { get; init; } = Usage.Unknown;

    /// <summary>What it cost; null when the price or the tokens are unknown, which is not free.</summary>
    public Cost? Cost { get; init; }

    /// <summary>What a cache saved, in the currency of the cost: the provider's against the same tokens uncached, Parley's own (<see cref="IsCached"/>) what the first answer had cost; null when unknown.</summary>
    public decimal? CacheSaving { get; init; }

    /// <summary>What own hardware saved against the next best remote target that could have been asked, in US dollars; null when unknown, and where the call was no local one.</summary>
    public decimal? LocalSaving { get; init; }

    /// <summary>The energy in watt-hours; null when unknown.</summary>
    public double? WattHours { get; init; }

    /// <summary>How long it waited for its turn.</summary>
    public TimeSpan Queued { get; init; }

    /// <summary>Time to the first event that a caller can see; null when none came.</summary>
    public TimeSpan? FirstEvent { get; init; }

    /// <summary>How long the attempt took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How much of the request's time the gateway itself took; on the attempt that the request is counted by, zero on the others.</summary>
    public TimeSpan Overhead { get; init; }

    /// <summary>Why the answer ended; null when it did not.</summary>
    public FinishReason? Finish { get; init; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public FaultKind? Fault { get; init; }

    /// <summary>Who says so; null when nothing went wrong.</summary>
    public FaultSource? FaultSource { get; init; }

    /// <summary>The fault's code; null when it has none.</summary>
    public string? FaultCode { get; init; }

    /// <summary>What the translation changed, as <c>dropped:logit_bias</c>; the first thirty-two.</summary>
    public ImmutableArray<string> Losses { get; init; } = [];

    /// <summary>Whether the answer is one that Parley's cache had: nothing was sent, and there is an answer all the same.</summary>
    public bool IsCached => IsAnswer && !IsSent && Operation != "count_tokens";

    /// <summary>Whether the buckets do not sum up to the provider's own total.</summary>
    public bool IsMismatch => Usage is { IsKnown: true, ProviderTotal: { } total } && total != Usage.TotalInput + Usage.TotalOutput;
}

/// <summary>How far an entry can be trusted.</summary>
public enum LedgerQuality : byte
{
    /// <summary>Nobody said what was used.</summary>
    Unknown,

    /// <summary>Parley estimated what was used.</summary>
    Estimated,

    /// <summary>The provider said what was used.</summary>
    Exact,

    /// <summary>The gateway was killed in the midst of it: what is known from its beginning stands, estimated.</summary>
    Interrupted,
}
