using Parley.Configuration.Options;
using Parley.Routing.Adaptive;

namespace Parley.Routing.Strategies;

/// <summary>By chance alone: every order is as likely as any other (Fisher and Yates).</summary>
internal sealed class RandomStrategy : IRoutingStrategy
{
    public string Name => StrategyNames.Random;

    public void Rank(RoutingContext context, Span<Candidate> candidates)
    {
        var random = new SeededRandom(context.Seed);
        for (var i = candidates.Length - 1; i > 0; i--)
        {
            var other = random.Below(i + 1);
            (candidates[i], candidates[other]) = (candidates[other], candidates[i]);
        }
    }
}
