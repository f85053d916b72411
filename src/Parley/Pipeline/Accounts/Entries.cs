using System.Collections.Frozen;
using System.Collections.Immutable;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Ledger;
using Parley.Ledger.Budgets;
using Parley.Ledger.Journal;
using Parley.Providers.Upstream;
using Parley.Routing.Estimates;

namespace Parley.Pipeline.Accounts;

/// <summary>Makes the entries of the ledger of what requests have come to.</summary>
internal static class Entries
{
    private static readonly FrozenDictionary<Operation, string> Dialects = KnownDialects.All.SelectMany(static dialect => dialect.Operations.Select(operation => (operation, dialect.Name)))
        .DistinctBy(static one => one.operation).ToFrozenDictionary(static one => one.operation, static one => one.Name, (IEqualityComparer<Operation>)ReferenceEqualityComparer.Instance);

    /// <summary>What is used where tokens are counted: who counts them, does not work on them.</summary>
    private static readonly Usage Nothing = new() { Input = TokenCount.Exact(0), Output = TokenCount.Exact(0) };

    /// <summary>The entry of an attempt that has ended. One is made for every request: in one piece, since each copy is garbage.</summary>
    /// <param name="exchange">Its request.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="number">Which of the request's it is, from 1.</param>
    /// <param name="overhead">The gateway's own time, where the request is counted by it; null where it is not.</param>
    /// <param name="now">When.</param>
    public static LedgerEntry Of(Exchange exchange, AttemptOutcome outcome, int number, TimeSpan? overhead, DateTimeOffset now)
    {
        var (backend, operation, decision) = (outcome.Target.Backend, exchange.Request.Operation, exchange.Decision);
        var usage = operation.Codec.Kind == OperationKind.CountTokens ? Nothing : outcome is { IsSent: true, Committed: true, Usage.IsKnown: false } ? Begun(exchange, outcome.Usage) : outcome.Usage;
        var cost = outcome.IsSent && decision is not null ? CallCost.Of(decision, usage, outcome) : null;
        return new()
        {
            ExchangeId = exchange.Id,
            Attempt = number,
            At = now,
            Key = exchange.Caller?.Name,
            Team = exchange.Caller?.Team,
            Session = exchange.Labels.Session,
            Tags = TagsOf(exchange.Labels, exchange.Caller),
            Operation = operation.Name,
            Dialect = Dialects.GetValueOrDefault(operation, ""),
            ModelAsked = RoutingFaults.Shown(exchange.Request.Head.Model),
            Model = outcome.Target.Model,
            Backend = backend.Id,
            Provider = backend.Provider.Name,
            BackendKey = outcome.Key,
            IsLocal = IsLocal(backend),
            IsStream = exchange.Request.Head.Stream,
            Quality = QualityOf(usage),
            IsSent = outcome.IsSent,
            IsAnswer = outcome.Committed,
            Usage = usage,
            Cost = outcome is { IsSent: false, Committed: true } ? CallCost.Free(outcome.Saved?.Currency) : cost,
            CacheSaving = outcome.Saved?.Amount ?? (cost is null ? null : CallCost.SavedByCache(decision!, outcome, cost)),
            LocalSaving = outcome.IsSent && IsLocal(backend) && decision is not null ? CallCost.SavedLocally(decision, outcome, cost) : null,
            WattHours = outcome.IsSent ? Energy.WattHours(decision?.CandidateOf(outcome.Target)?.PowerWatts ?? backend.PowerWatts, outcome.Duration) : 0,
            Queued = outcome.Queued,
            FirstEvent = outcome.FirstEvent,
            Duration = outcome.Duration,
            Overhead = overhead ?? TimeSpan.Zero,
            IsFinal = overhead is not null,
            Finish = outcome.Finish?.Reason,
            Fault = outcome.Fault?.Kind,
            FaultSource = outcome.Fault?.Source,
            FaultCode = outcome.Fault?.Code,
            Losses = outcome.Log is { Entries.Count: > 0 } log ? LossesOf(log) : [],
        };
    }

    /// <summary>What is known of a stream when it begins to reach its caller.</summary>
    public static LedgerEntry Opening(Exchange exchange, Attempt attempt, DateTimeOffset now)
    {
        var usage = Begun(exchange, Usage.Unknown);
        return Named(exchange, attempt.Target, attempt.Number, now) with
        {
            Quality = LedgerQuality.Estimated,
            IsAnswer = true,
            IsFinal = true,
            FirstEvent = attempt.CommittedAfter,
            Usage = usage,
            Cost = exchange.Decision is { } decision ? CallCost.OfBegun(decision, usage, attempt.Target) : null,
        };
    }

    /// <summary>The entry of a request that was refused before any attempt.</summary>
    public static LedgerEntry Refused(Exchange exchange, Fault fault, DateTimeOffset now) => Named(exchange, null, 1, now) with
    {
        IsSent = false,
        IsFinal = true,
        Fault = fault.Kind,
        FaultSource = fault.Source,
        FaultCode = fault.Code,
    };

    /// <summary>The entry of a request that is passed on unread, so that nobody knows what it uses; whether it is over or not.</summary>
    public static LedgerEntry Passed(Passage passage, Fault? fault, DateTimeOffset now) => new()
    {
        ExchangeId = passage.Id,
        Attempt = 1,
        At = now,
        Key = passage.Caller?.Name,
        Team = passage.Caller?.Team,
        Session = passage.Labels.Session,
        Tags = TagsOf(passage.Labels, passage.Caller),
        Operation = "passthrough",
        Dialect = "",
        ModelAsked = "",
        Model = "",
        Backend = passage.Backend.Id,
        Provider = passage.Backend.Provider.Name,
        BackendKey = passage.Backend.Key?.Name,
        IsLocal = IsLocal(passage.Backend),
        IsAnswer = fault is null,
        IsFinal = true,
        Cost = CallEstimate.IsFree(fault) ? CallCost.Free(null) : null,
        Fault = fault?.Kind,
        FaultSource = fault?.Source,
        FaultCode = fault?.Code,
    };

    /// <summary>Whether a backend runs on the operator's own hardware.</summary>
    public static bool IsLocal(Backend backend) => backend.Hardware is not ("cloud" or "");

    private static ImmutableArray<string> TagsOf(RequestLabels labels, CallerKey? caller)
    {
        var (said, own) = (labels.Tags, caller?.Tags ?? []);
        return own.IsEmpty ? said : said.IsEmpty ? own : [.. own.Union(said, StringComparer.Ordinal)];
    }

    private static LedgerEntry Named(Exchange exchange, Target? target, int number, DateTimeOffset now) => new()
    {
        ExchangeId = exchange.Id,
        Attempt = number,
        At = now,
        Key = exchange.Caller?.Name,
        Team = exchange.Caller?.Team,
        Session = exchange.Labels.Session,
        Tags = TagsOf(exchange.Labels, exchange.Caller),
        Operation = exchange.Request.Operation.Name,
        Dialect = Dialects.GetValueOrDefault(exchange.Request.Operation, ""),
        ModelAsked = RoutingFaults.Shown(exchange.Request.Head.Model),
        Model = target?.Model ?? "",
        Backend = target?.Backend.Id ?? "",
        Provider = target?.Backend.Provider.Name ?? "",
        IsLocal = target is { Backend: var backend } && IsLocal(backend),
        IsStream = exchange.Request.Head.Stream,
    };

    /// <summary>What is known of an answer that has begun, and of which nobody said what it used: the prompt, by estimate.</summary>
    private static Usage Begun(Exchange exchange, Usage said) => said with { Input = TokenCount.Estimated(Math.Max(1, exchange.Request.Head.EstimatedInputTokens)) };

    /// <summary>As good as the worst of its numbers; with one of two missing no better than an estimate.</summary>
    private static LedgerQuality QualityOf(Usage usage)
    {
        if (!usage.IsKnown)
            return LedgerQuality.Unknown;
        var isExact = usage is { Input.Quality: TokenCountQuality.Exact, Output.Quality: TokenCountQuality.Exact, Reasoning.Quality: not TokenCountQuality.Estimated };
        return isExact ? LedgerQuality.Exact : LedgerQuality.Estimated;
    }

    private static ImmutableArray<string> LossesOf(ConversionLog log) =>
        [.. log.Entries.Take(EntryFormat.MostWords).Select(static entry => $"{entry.Category.ToString().ToLowerInvariant()}:{entry.Field}")];
}
