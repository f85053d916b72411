using Parley.Configuration.Options;

namespace Parley.Routing.Strategies;

/// <summary>One after the other, for each name on its own.</summary>
internal sealed class RoundRobinStrategy : IRoutingStrategy
{
    public string Name => StrategyNames.RoundRobin;

    public void Rank(RoutingContext context, Span<Candidate> candidates) => Ranking.Rotate(candidates, context.Turn);
}
