using System.Collections.Immutable;
using Parley.Configuration.Options;
using Parley.Routing;

namespace Parley;

/// <summary>What is said in code of how requests find their backends. The last word on a subject stands.</summary>
public sealed class RouteSettings
{
    private readonly List<Func<GatewayOptions, GatewayOptions>> _changes = [];

    /// <summary>A strategy of the host's own; null for none.</summary>
    internal IRoutingStrategy? Own { get; private set; }

    /// <summary>These backends one after the other, whatever model is named: one that does not serve the model is asked for its own (<see cref="BackendSettings.Model"/>, else the catalog's default).</summary>
    /// <param name="backends">Ids, best first.</param>
    public RouteSettings Priority(params ReadOnlySpan<string> backends)
    {
        ImmutableArray<string> order = [.. backends];
        Change(options => options with { Routing = options.Routing with { Order = order } });
        return Translate(TranslationMode.Hybrid).Strategy(StrategyNames.Priority);
    }

    /// <summary>A strategy by its name; see <see cref="StrategyNames"/>.</summary>
    public RouteSettings Strategy(string name) => Change(options => options with { Routing = options.Routing with { Strategy = name } });

    /// <summary>What counts how much: the strategy <c>scored</c>. Only the ratios matter.</summary>
    public RouteSettings Weigh(double cost, double latency, double quality, double availability) =>
        Change(options => options with { Routing = options.Routing with { Strategy = StrategyNames.Scored, Weights = new ScoreWeights { Cost = cost, Latency = latency, Quality = quality, Availability = availability } } });

    /// <summary>Aims at one thing: the strategy <c>scored</c>, by weights that have a name.</summary>
    public RouteSettings OptimizeFor(OptimizationTarget target) =>
        Change(options => options with { Routing = options.Routing with { Strategy = StrategyNames.Scored, Weights = ScoreWeights.Of(target) } });

    /// <summary>Learns from settled requests which target is worth its cost: the strategy <c>adaptive</c>.</summary>
    public RouteSettings Learn(LearningOptions? options = null) =>
        Change(all => all with { Routing = all.Routing with { Strategy = StrategyNames.Adaptive, Adaptive = options ?? all.Routing.Adaptive } });

    /// <summary>The host's own choice among the candidates, best first. Pure: the same context and candidates give the same order.</summary>
    public RouteSettings Custom(IRoutingStrategy strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        Own = strategy;
        return Strategy(StrategyNames.Custom);
    }

    /// <summary>The host's own choice by a function of the request: which of the candidates comes first. The others follow in their order.</summary>
    /// <param name="choose">Gives a place in the list, from 0; one beyond its end is the last.</param>
    public RouteSettings Custom(Func<RoutingContext, IReadOnlyList<Candidate>, int> choose)
    {
        ArgumentNullException.ThrowIfNull(choose);
        return Custom(new ChosenStrategy(choose));
    }

    /// <summary>Goes on to the next backend when one fails, which is the usual way.</summary>
    /// <param name="goesOn">False to ask no other backend than the first.</param>
    public RouteSettings FailoverOnError(bool goesOn = true) => Change(options => options with { Failure = options.Failure with { Retry = options.Failure.Retry with { Failover = goesOn } } });

    /// <summary>What a backend is asked for in the place of a model that it does not serve.</summary>
    /// <param name="mode">What is looked at.</param>
    /// <param name="models">Names at backends, by names that callers ask for.</param>
    public RouteSettings Translate(TranslationMode mode, IReadOnlyDictionary<string, string>? models = null) => Change(options => options with
    {
        Routing = options.Routing with
        {
            ModelTranslation = (options.Routing.ModelTranslation ?? new TranslationOptions()) with { Mode = mode, Models = models?.ToImmutableDictionary() ?? options.Routing.ModelTranslation?.Models ?? ImmutableDictionary<string, string>.Empty },
        },
    });

    /// <summary>What is tried again, and how long is waited in between.</summary>
    public RouteSettings Retry(RetryOptions retry)
    {
        ArgumentNullException.ThrowIfNull(retry);
        return Change(options => options with { Failure = options.Failure with { Retry = retry with { Failover = retry.Failover ?? options.Failure.Retry.Failover } } });
    }

    /// <summary>When breakers open.</summary>
    public RouteSettings Breaker(BreakerOptions breaker)
    {
        ArgumentNullException.ThrowIfNull(breaker);
        return Change(options => options with { Breaker = breaker });
    }

    internal GatewayOptions Apply(GatewayOptions options) => _changes.Aggregate(options, static (options, change) => change(options));

    private RouteSettings Change(Func<GatewayOptions, GatewayOptions> change)
    {
        _changes.Add(change);
        return this;
    }

    /// <summary>A strategy that is one function.</summary>
    private sealed class ChosenStrategy(Func<RoutingContext, IReadOnlyList<Candidate>, int> choose) : IRoutingStrategy
    {
        public string Name => StrategyNames.Custom;

        public void Rank(RoutingContext context, Span<Candidate> candidates)
        {
            var chosen = Math.Clamp(choose(context, candidates.ToArray()), 0, candidates.Length - 1);
            var first = candidates[chosen];
            candidates[..chosen].CopyTo(candidates[1..]);
            candidates[0] = first;
        }
    }
}
