using Parley.Configuration.Options;
using Parley.Dialects;
using Parley.Expressions;
using Parley.Routing.Adaptive;
using Parley.Routing.Estimates;

namespace Parley.Routing.Strategies;

/// <summary>The operator's own formula over request and target; the larger the better. A target for which it cannot be reckoned comes last, and a name without a formula keeps its order.</summary>
internal sealed class ExpressionStrategy : IRoutingStrategy
{
    public string Name => StrategyNames.Expression;

    public void Rank(RoutingContext context, Span<Candidate> candidates)
    {
        if ((candidates[0].Origin?.Route?.Expression ?? context.Options.Expression) is not { } formula)
            return;
        var yardstick = formula.NamesCostEfficiency ? CostEfficiency.Yardstick(context, candidates) : null;
        foreach (var candidate in candidates)
        {
            var value = formula.Parsed.Evaluate(number => RoutingName.All[number] == RoutingName.CostEfficiency
                ? ExpressionValue.Of(CostEfficiency.Of(context, candidate, yardstick))
                : ValueOf(RoutingName.All[number], context, candidate));
            candidate.Score = value.Number ?? (value.Kind == ExpressionKind.Flag ? value.IsTrue ? 1 : 0 : double.NegativeInfinity);
        }
        Ranking.ByScore(candidates);
    }

    private static ExpressionValue ValueOf(string name, RoutingContext context, Candidate candidate) =>
        name.StartsWith("target.", StringComparison.Ordinal) ? OfTarget(name, context, candidate) : OfRequest(name, context, candidate);

    private static ExpressionValue OfRequest(string name, RoutingContext context, Candidate candidate) => name switch
    {
        "request.model" => ExpressionValue.Of(context.Head.Model),
        "request.tokens" => ExpressionValue.Of(context.Head.EstimatedInputTokens),
        "request.max_tokens" => ExpressionValue.Of((double?)context.Head.MaxTokens),
        "request.stream" => ExpressionValue.Of(context.Head.Stream),
        "request.tools" => Needs(context, RequestNeeds.Tools),
        "request.vision" => Needs(context, RequestNeeds.Vision),
        "request.audio" => Needs(context, RequestNeeds.Audio),
        "request.documents" => Needs(context, RequestNeeds.Documents),
        "request.json_schema" => Needs(context, RequestNeeds.JsonSchema),
        "request.reasoning" => Needs(context, RequestNeeds.Reasoning),
        "request.latency_critical" => ExpressionValue.Of(context.Wishes.LatencyCritical),
        "request.power_efficient" => ExpressionValue.Of(context.Wishes.PowerEfficient),
        "caller.name" => ExpressionValue.Of(context.Caller?.Name),
        "random" => ExpressionValue.Of(new SeededRandom(context.Seed + (ulong)candidate.Place).NextDouble()),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "A name of expressions has no value."),
    };

    private static ExpressionValue OfTarget(string name, RoutingContext context, Candidate candidate)
    {
        var (target, backend) = (candidate.Target, candidate.Target.Backend);
        return name switch
        {
            "target.backend" => ExpressionValue.Of(backend.Id),
            "target.model" => ExpressionValue.Of(target.Model),
            "target.provider" => ExpressionValue.Of(backend.Provider.Name),
            "target.hardware" => ExpressionValue.Of(backend.Hardware),
            "target.region" => ExpressionValue.Of(backend.Region),
            "target.place" => ExpressionValue.Of(candidate.Place),
            "target.priority" => ExpressionValue.Of(backend.Priority),
            "target.weight" => ExpressionValue.Of(target.Weight),
            "target.quality" => ExpressionValue.Of(target.Quality),
            "target.cost" => ExpressionValue.Of(CostEstimate.Of(context, candidate)),
            "target.latency_ms" => ExpressionValue.Of(candidate.LatencyMs),
            "target.in_flight" => ExpressionValue.Of(candidate.Facts.InFlight),
            "target.attempts" => ExpressionValue.Of(candidate.Facts.Attempts),
            "target.failures" => ExpressionValue.Of(candidate.Facts.Failures),
            "target.power_watts" => ExpressionValue.Of(candidate.PowerWatts),
            "target.context_window" => ExpressionValue.Of((double?)candidate.ContextWindow),
            "target.tokens_per_second" => ExpressionValue.Of(backend.TokensPerSecond),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "A name of expressions has no value."),
        };
    }

    private static ExpressionValue Needs(RoutingContext context, RequestNeeds need) => ExpressionValue.Of(context.Head.Needs.HasFlag(need));
}
