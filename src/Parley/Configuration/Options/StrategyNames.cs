using System.Collections.Immutable;

namespace Parley.Configuration.Options;

/// <summary>The strategies that configurations may name. Each is a class of <c>Routing/Strategies</c>.</summary>
public static class StrategyNames
{
    /// <summary>The order of the configuration.</summary>
    public const string Priority = "priority";

    /// <summary>One after the other.</summary>
    public const string RoundRobin = "round_robin";

    /// <summary>By chance, in shares that the operator says.</summary>
    public const string Weighted = "weighted";

    /// <summary>By chance alone.</summary>
    public const string Random = "random";

    /// <summary>The one with the fewest requests under way.</summary>
    public const string LeastLoaded = "least_loaded";

    /// <summary>The one that answers soonest, of two.</summary>
    public const string LowestLatency = "lowest_latency";

    /// <summary>The cheapest for this request.</summary>
    public const string LowestCost = "lowest_cost";

    /// <summary>The best by weights over cost, latency, quality, availability and power.</summary>
    public const string Scored = "scored";

    /// <summary>The one that the name fits best, by maps and patterns.</summary>
    public const string Model = "model";

    /// <summary>Simple requests to small models, hard ones to large.</summary>
    public const string Complexity = "complexity";

    /// <summary>What was learned from settled requests.</summary>
    public const string Adaptive = "adaptive";

    /// <summary>The operator's own formula.</summary>
    public const string Expression = "expression";

    /// <summary>The host's own code.</summary>
    public const string Custom = "custom";

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        Priority, RoundRobin, Weighted, Random, LeastLoaded, LowestLatency, LowestCost, Scored, Model, Complexity, Adaptive, Expression, Custom,
    ];
}
