using Parley.Configuration;
using Parley.Dialects;
using Parley.Resilience;
using Parley.Routing;

namespace Parley.Management;

/// <summary>A decision of routing as it is shown and kept in files: numbers and names, nothing of the content. What a file leaves out is nothing, not null.</summary>
public sealed record DecisionReport
{
    /// <summary>The id of the request; empty for one that was not sent.</summary>
    public string RequestId { get; init => field = value ?? ""; } = "";

    /// <summary>When it ended, or was explained.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>What the decision depended on besides the candidates.</summary>
    public required RequestReport Request { get; init; }

    /// <summary>The strategy that ranked; empty where there was nothing to rank.</summary>
    public string Strategy { get; init => field = value ?? ""; } = "";

    /// <summary>The first target to try, as <c>backend/model</c>; null when none was left.</summary>
    public string? Chosen { get; init; }

    /// <summary>Why it is the first.</summary>
    public string Reason { get; init => field = value ?? ""; } = "";

    /// <summary>All targets: those to try first, in their order, then those that were left out, then those that were looked at besides.</summary>
    public required IReadOnlyList<CandidateReport> Candidates { get; init; }

    /// <summary>Filters that would have left nobody and were not followed.</summary>
    public IReadOnlyList<string> Overruled { get; init => field = value ?? []; } = [];

    /// <summary>True when the model that was asked for leads nowhere, and the operator's substitute was taken.</summary>
    public bool IsSubstituted { get; init; }

    /// <summary>Further models of the request that lead nowhere.</summary>
    public IReadOnlyList<string> UnknownModels { get; init => field = value ?? []; } = [];

    /// <summary>The calls in order, with those that were chosen and not made.</summary>
    public IReadOnlyList<AttemptReport> Attempts { get; init => field = value ?? []; } = [];

    /// <summary>What the caller was told, as the kind of a fault; null when the answer was complete, or nothing was sent.</summary>
    public string? Fault { get; init; }

    /// <summary>The watt-hours of all its calls; null when those of one are unknown, which those of remote backends are.</summary>
    public double? EnergyWh { get; init; }

    /// <summary>The grams of carbon dioxide of that; null when unknown.</summary>
    public double? Co2G { get; init; }
}

/// <summary>What a decision depended on besides its candidates.</summary>
public sealed record RequestReport
{
    /// <summary>The model that was asked for.</summary>
    public required string Model { get; init; }

    /// <summary>Further models that the request names.</summary>
    public IReadOnlyList<string> Fallbacks { get; init => field = value ?? []; } = [];

    /// <summary>What was asked: <c>Chat</c>, <c>Embeddings</c>.</summary>
    public OperationKind Kind { get; init; }

    /// <summary>Whether it was to be streamed.</summary>
    public bool Stream { get; init; }

    /// <summary>What the target had to be able to do.</summary>
    public RequestNeeds Needs { get; init; }

    /// <summary>The prompt's tokens, estimated.</summary>
    public int InputTokens { get; init; }

    /// <summary>The most tokens of the answer; null when not said.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>What the caller asked of routing.</summary>
    public RoutingWishes Wishes { get; init => field = value ?? RoutingWishes.None; } = RoutingWishes.None;

    /// <summary>How hard it was, from 0 to 1, where the strategy <c>complexity</c> looked; null elsewhere.</summary>
    public double? Complexity { get; init; }

    /// <summary>The target that had read the beginning of the prompt of late, and how many tokens; null when none had.</summary>
    public string? WarmTarget { get; init; }

    /// <inheritdoc cref="WarmTarget"/>
    public int? WarmTokens { get; init; }

    /// <summary>The backend that made what the request referred to; null when it referred to nothing.</summary>
    public string? Maker { get; init; }

    /// <summary>What the request was found to be about; null where the caller said it, and where nobody looked.</summary>
    public string? MediaType { get; init; }

    /// <summary>The efficiency mode that held, and why; null for none.</summary>
    public EfficiencyChoice? Efficiency { get; init; }

    /// <summary>The name of the caller's key; null when none was needed.</summary>
    public string? Caller { get; init; }

    /// <summary>The start of chance.</summary>
    public ulong Seed { get; init; }

    /// <summary>How many decisions there were on the name before.</summary>
    public long Turn { get; init; }
}

/// <summary>A target as the decision saw it.</summary>
public sealed record CandidateReport
{
    /// <summary>The target, as <c>backend/model</c>.</summary>
    public required string Target { get; init; }

    /// <summary>The place in which it is tried, from 1; null for one that was left out, or that the name does not lead to.</summary>
    public int? Rank { get; init; }

    /// <summary>The key under which the operator names it for a better answer or for a fault: <c>escalation_path</c>, <c>context_window_fallbacks</c>; null for those that the name leads to.</summary>
    public string? For { get; init; }

    /// <summary>What the strategy made of it; null where it did not reckon.</summary>
    public double? Score { get; init; }

    /// <summary>The parts of the score; null where there are none.</summary>
    public IReadOnlyDictionary<string, double>? Parts { get; init; }

    /// <summary>The filter that left it out, or put it behind the others; null when none did.</summary>
    public string? RefusedBy { get; init; }

    /// <summary>Why it was left out.</summary>
    public string? Refusal { get; init; }

    /// <summary>Why the strategy could not compare it with others and put it behind them, as a price without an exchange rate; null where it could.</summary>
    public string? Behind { get; init; }

    /// <summary>The time to its first event in milliseconds; null when unknown.</summary>
    public double? LatencyMs { get; init; }

    /// <summary>The watts that it draws; null when unknown.</summary>
    public double? PowerWatts { get; init; }

    /// <summary>What it costs; null when unknown.</summary>
    public TokenPrice? Price { get; init; }

    /// <summary>Where the price is from; null when it is unknown.</summary>
    public string? PriceSource { get; init; }

    /// <summary>The fingerprint of its figures; null when it is unknown.</summary>
    public string? PriceVersion { get; init; }

    /// <summary>True where the price stands for one that nobody knows; null elsewhere.</summary>
    public bool? PriceIsEstimate { get; init; }

    /// <summary>The tokens that fit into the model; null when unknown.</summary>
    public long? ContextWindow { get; init; }

    /// <summary>What its attempts had shown.</summary>
    public TargetFacts Facts { get; init; }
}

/// <summary>A call that was made, or chosen and not made.</summary>
public sealed record AttemptReport
{
    /// <summary>Who was asked.</summary>
    public required string Target { get; init; }

    /// <summary>False where nothing was sent: its limits left no room, or another request tried it just then; null for a call that was made.</summary>
    public bool? Sent { get; init; }

    /// <summary>True where it went twice: the connection that was kept open had been closed, so that it went once more at once, over a fresh one; null where it did not.</summary>
    public bool? Repeated { get; init; }

    /// <summary>What went wrong, as the kind of a fault; null when nothing did.</summary>
    public string? Fault { get; init; }

    /// <summary>The caller's limit that left no room for it or cut it off, in words; null where none did.</summary>
    public string? Limit { get; init; }

    /// <summary>The status that the provider sent with it; null when nothing went wrong.</summary>
    public int? Status { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public double DurationMs { get; init; }

    /// <summary>How long it waited before for its turn, in milliseconds; null when it did not.</summary>
    public double? QueuedMs { get; init; }

    /// <summary>The time to the first event that a caller can see, in milliseconds; null when none came.</summary>
    public double? FirstEventMs { get; init; }

    /// <summary>Which of the backend's keys it was made with, as <c>backend#1</c>; null where there is but one.</summary>
    public string? Key { get; init; }

    /// <summary>Whether the caller saw something of it.</summary>
    public bool Committed { get; init; }

    /// <summary>Prompt tokens; null when nobody said.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Written tokens; null when nobody said.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>What it cost, by the price that the decision knew, calls that lost or failed included; null when price or tokens are unknown.</summary>
    public decimal? Cost { get; init; }

    /// <summary>The currency of the cost; null without one.</summary>
    public string? Currency { get; init; }

    /// <summary>The watt-hours that it took; null when the watts of its target are unknown.</summary>
    public double? EnergyWh { get; init; }

    /// <summary>What was done next: <c>NextTarget</c>, <c>Retry</c>, <c>Stop</c>; null after an answer that convinced.</summary>
    public string? Next { get; init; }

    /// <summary>Why that was done; null after an attempt that answered.</summary>
    public string? Why { get; init; }

    /// <summary>How long was waited before, in milliseconds; null where nothing was.</summary>
    public double? WaitMs { get; init; }
}
