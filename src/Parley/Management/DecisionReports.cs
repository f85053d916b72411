using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Ledger.Budgets;
using Parley.Pipeline;
using Parley.Pipeline.Accounts;
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

    /// <summary>Reads reports, one on each line that is not empty; the oldest comes first.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="source">What they are of, for errors: <c>past.jsonl</c>.</param>
    /// <exception cref="JsonException">A line is none.</exception>
    public static IReadOnlyList<DecisionReport> ReadLines(string text, string source)
    {
        var reports = new List<DecisionReport>();
        foreach (var (index, line) in text.Split('\n').Index())
        {
            try
            {
                if (!string.IsNullOrWhiteSpace(line))
                    reports.Add(Read(line));
            }
            catch (JsonException wrong)
            {
                throw new JsonException($"line {index + 1} of {source}: {wrong.Message}", wrong);
            }
        }
        return [.. reports.OrderBy(static report => report.Time)];
    }

    /// <summary>Reads a report.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static DecisionReport Read(string json)
    {
        try
        {
            var report = JsonSerializer.Deserialize(json, Lenient) ?? throw new JsonException("a decision is an object");
            return WrongWith(report) is { } wrong ? throw new JsonException(wrong) : report;
        }
        // The serialiser's own words name types of the program; they come with a place, ours without.
        catch (JsonException wrong) when (wrong.BytePositionInLine is not null)
        {
            throw new JsonException(WrongWith(wrong), wrong);
        }
    }

    private static string WrongWith(JsonException json) => json switch
    {
        // What cannot be parsed is the reader's exception within the serialiser's.
        { InnerException: JsonException } => $"it is not JSON, or not whole, at byte {json.BytePositionInLine + 1}",
        { Path: ['$', '.', .. var member] } => $"`{member}` has a value that it cannot have",
        _ => "a decision is an object",
    };

    /// <summary>What a file may have got wrong that the types let pass; null for nothing.</summary>
    private static string? WrongWith(DecisionReport report) => report switch
    {
        { Request: null } => "`request` is missing",
        { Request.Model: null } => "`request.model` is missing",
        { Candidates: null } => "`candidates` is missing",
        _ when report.Request.Fallbacks.Any(static name => name is null) => "`request.fallbacks` has a name that is null",
        _ when report.Request.Wishes.Strategy is { } strategy && RoutingStrategies.Find(strategy) is null => $"`request.wishes.strategy` is no strategy: {strategy}",
        _ when report.Candidates.Any(static candidate => !IsTarget(candidate?.Target)) || report.Attempts.Any(static attempt => !IsTarget(attempt?.Target)) => "a `target` is not written backend/model",
        _ => null,
    };

    /// <summary>What is missing is told in our own words, by the member.</summary>
    private static JsonTypeInfo<DecisionReport> Lenient { get; } = (JsonTypeInfo<DecisionReport>)new JsonSerializerOptions(DecisionJson.Default.Options)
    {
        TypeInfoResolver = DecisionJson.Default.WithAddedModifier(static type =>
        {
            foreach (var member in type.Properties)
                member.IsRequired = false;
        }),
    }.GetTypeInfo(typeof(DecisionReport));

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
        Score = candidate.IsScored && double.IsFinite(candidate.Score) ? candidate.Score + 0.0 : null,
        Parts = candidate.Parts?.Where(static part => double.IsFinite(part.Value)).ToDictionary(static part => part.Name, static part => part.Value),
        RefusedBy = candidate.RefusedBy,
        Refusal = candidate.Refusal,
        LatencyMs = candidate.LatencyMs,
        PowerWatts = candidate.PowerWatts,
        Price = candidate.Price,
        PriceSource = candidate.PriceRow?.Source,
        PriceVersion = candidate.PriceRow?.Version,
        PriceIsEstimate = candidate.PriceRow is { Origin: PriceOrigin.Estimate } ? true : null,
        ContextWindow = candidate.ContextWindow,
        Facts = candidate.Facts,
    };

    private static AttemptReport Of(RoutingDecision decision, AttemptOutcome outcome)
    {
        var cost = CallCost.Of(decision, outcome);
        return Of(outcome) with { EnergyWh = EnergyUse.WattHours(decision, outcome), Cost = cost?.Total.Amount, Currency = cost?.Total.Currency };
    }

    private static AttemptReport Of(AttemptOutcome outcome) => new()
    {
        Target = outcome.Target.ToString(),
        Sent = outcome.IsSent ? null : false,
        Repeated = outcome.IsRepeated ? true : null,
        Fault = outcome.Fault?.Kind.ToString(),
        Limit = BudgetFaults.IsOwn(outcome.Fault) ? outcome.Fault!.Message : null,
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
