using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Dialects.Conversation;
using Parley.Pipeline;
using Parley.Providers.Upstream;
using Parley.Routing;
using Parley.Routing.Estimates;
using Parley.Routing.Strategies;

namespace Parley.Management;

/// <summary>Makes reports of decisions, and reads and writes them as JSON.</summary>
internal static class DecisionReports
{
    /// <summary>The report of a request that has ended.</summary>
    public static DecisionReport Of(DecisionRecord record)
    {
        var energy = EnergyUse.WattHours(record.Decision, record.Attempts);
        return Of(record.Decision) with
        {
            RequestId = record.ExchangeId,
            Time = record.Time,
            Attempts = [.. record.Attempts.Select(attempt => Of(record.Decision, attempt))],
            Fault = record.Fault?.Kind.ToString(),
            EnergyWh = energy,
            Co2G = Energy.Grams(energy, record.Decision.Context.GramsPerKilowattHour),
        };
    }

    /// <summary>The report of a decision that nothing has come of yet.</summary>
    public static DecisionReport Of(RoutingDecision decision) => new()
    {
        Time = decision.Context.Now,
        Request = Of(decision.Context),
        Strategy = decision.Strategy,
        Chosen = decision.Ranked is [var first, ..] ? first.Target.ToString() : null,
        Reason = decision.Reason,
        Candidates = [.. decision.Ranked.Select((candidate, index) => Of(candidate) with { Rank = index + 1, Behind = BehindOf(decision, index) }), .. decision.Refused.Select(Of), .. decision.Further.SelectMany(Of)],
        Overruled = [.. decision.Overruled, .. decision.Further.SelectMany(static further => further.Decision.Overruled)],
        UnknownModels = decision.Unknown,
        IsSubstituted = decision.InsteadOf is not null,
    };

    /// <summary>A report as one line of JSON.</summary>
    public static string ToJson(DecisionReport report) => JsonSerializer.Serialize(report, DecisionJson.Default.DecisionReport);

    /// <summary>Reads a report.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static DecisionReport Read(string json)
    {
        var report = JsonSerializer.Deserialize(json, DecisionJson.Default.DecisionReport) ?? throw new JsonException("A decision is an object, not null.");
        return WrongWith(report) is { } wrong ? throw new JsonException(wrong) : report;
    }

    /// <summary>What a file may have got wrong that the types let pass; null for nothing.</summary>
    private static string? WrongWith(DecisionReport report) => report switch
    {
        { Request: null or { Model: null } } => "A decision has a request with a model.",
        { Candidates: null } => "A decision has candidates.",
        _ when report.Request.Fallbacks.Any(static name => name is null) => "A further model is a name.",
        _ when report.Request.Wishes.Strategy is { } strategy && RoutingStrategies.Find(strategy) is null => $"There is no strategy '{strategy}'.",
        _ when report.Candidates.Any(static candidate => !IsTarget(candidate?.Target)) || report.Attempts.Any(static attempt => !IsTarget(attempt?.Target)) => "A target is written backend/model.",
        _ => null,
    };

    private static bool IsTarget(string? target) => target?.IndexOf('/') > 0;

    private static RequestReport Of(RoutingContext context) => new()
    {
        Model = context.Head.Model,
        Fallbacks = context.Head.Fallbacks,
        Kind = context.Kind,
        Stream = context.Head.Stream,
        Needs = context.Head.Needs,
        InputTokens = context.Head.EstimatedInputTokens,
        MaxTokens = context.Head.MaxTokens,
        Wishes = context.Asked ?? context.Wishes,
        MediaType = context.DetectedMediaType,
        Efficiency = context.Mode,
        Complexity = context.KnownComplexity,
        WarmTarget = context.Warm?.Target.ToString(),
        WarmTokens = context.Warm?.Tokens,
        Maker = context.Maker,
        Caller = context.CallerName,
        Seed = context.Seed,
        Turn = context.Turn,
    };

    private static IEnumerable<CandidateReport> Of(FurtherDecision further) =>
        further.Decision.Ranked.Concat(further.Decision.Refused).Select(candidate => Of(candidate) with { For = further.For });

    private static string? BehindOf(RoutingDecision decision, int index) =>
        index < decision.Rivals && RoutingStrategies.Find(decision.Strategy) is IExplainedStrategy strategy ? strategy.Behind(decision.Ranked, index) : null;

    private static CandidateReport Of(Candidate candidate) => new()
    {
        Target = candidate.Target.ToString(),
        Score = candidate.Score == 0 || !double.IsFinite(candidate.Score) ? null : candidate.Score,
        Parts = candidate.Parts?.Where(static part => double.IsFinite(part.Value)).ToDictionary(static part => part.Name, static part => part.Value),
        RefusedBy = candidate.RefusedBy,
        Refusal = candidate.Refusal,
        LatencyMs = candidate.LatencyMs,
        PowerWatts = candidate.PowerWatts,
        Price = candidate.Price,
        ContextWindow = candidate.ContextWindow,
        Facts = candidate.Facts,
    };

    private static AttemptReport Of(RoutingDecision decision, AttemptOutcome outcome)
    {
        var price = CallCost.PriceOf(decision, outcome);
        var cost = CallCost.Of(price, outcome);
        return Of(outcome) with { EnergyWh = EnergyUse.WattHours(decision, outcome), Cost = cost, Currency = cost is null ? null : price?.Currency };
    }

    private static AttemptReport Of(AttemptOutcome outcome) => new()
    {
        Target = outcome.Target.ToString(),
        Sent = outcome.IsSent ? null : false,
        Fault = outcome.Fault?.Kind.ToString(),
        Status = outcome.IsSent ? outcome.Fault?.Status : null,
        DurationMs = outcome.Duration.TotalMilliseconds,
        QueuedMs = outcome.Queued > TimeSpan.Zero ? outcome.Queued.TotalMilliseconds : null,
        FirstEventMs = outcome.FirstEvent?.TotalMilliseconds,
        Key = outcome.Key,
        Committed = outcome.Committed,
        InputTokens = Known(outcome.Usage.Input.Plus(outcome.Usage.CacheRead)),
        OutputTokens = Known(outcome.Usage.Output.Plus(outcome.Usage.Reasoning)),
        Next = outcome.Next?.Action.ToString(),
        Why = outcome.Next?.Why,
        WaitMs = outcome.Next is { Wait.Ticks: > 0 } next ? next.Wait.TotalMilliseconds : null,
    };

    private static long? Known(TokenCount count) => count.IsKnown ? count.Tokens : null;
}

/// <summary>The JSON of reports: snake case, without what is null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(DecisionReport))]
internal sealed partial class DecisionJson : JsonSerializerContext;
