using Parley.Configuration.Options;

namespace Parley.Routing.Strategies;

/// <summary>Stands in configurations for the strategy that the host has given to the gateway. Where it has given none, the order of the configuration stands.</summary>
internal sealed class CustomStrategy : IRoutingStrategy
{
    public string Name => StrategyNames.Custom;

    public void Rank(RoutingContext context, Span<Candidate> candidates)
    {
        // They come in this order.
    }
}
