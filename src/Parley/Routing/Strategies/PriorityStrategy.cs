using Parley.Configuration.Options;

namespace Parley.Routing.Strategies;

/// <summary>The order of the configuration: of a name's targets as they are listed, of a bare name's by priority. The default.</summary>
internal sealed class PriorityStrategy : IRoutingStrategy
{
    public string Name => StrategyNames.Priority;

    public void Rank(RoutingContext context, Span<Candidate> candidates)
    {
        // They come in this order.
    }
}
