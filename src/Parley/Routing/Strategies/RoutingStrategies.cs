using System.Collections.Frozen;

namespace Parley.Routing.Strategies;

/// <summary>All strategies by name. To add one is to add a line.</summary>
internal static class RoutingStrategies
{
    private static readonly FrozenDictionary<string, IRoutingStrategy> ByName = Of(
        new PriorityStrategy(), new RoundRobinStrategy(), new WeightedStrategy(), new RandomStrategy(), new LeastLoadedStrategy(), new LowestLatencyStrategy(), new LowestCostStrategy(), new ScoredStrategy(), new ModelStrategy(),
        new ComplexityStrategy(), new AdaptiveStrategy(), new ExpressionStrategy(), new CustomStrategy());

    /// <summary>The names, for messages and schema.</summary>
    public static IEnumerable<string> Names => ByName.Keys.Order(StringComparer.Ordinal);

    /// <summary>A strategy; null when there is none of that name.</summary>
    public static IRoutingStrategy? Find(string name) => ByName.GetValueOrDefault(name);

    private static FrozenDictionary<string, IRoutingStrategy> Of(params ReadOnlySpan<IRoutingStrategy> strategies) =>
        strategies.ToArray().ToFrozenDictionary(static strategy => strategy.Name, StringComparer.Ordinal);
}
