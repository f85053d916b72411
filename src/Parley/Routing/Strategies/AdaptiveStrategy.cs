using Parley.Configuration.Options;

namespace Parley.Routing.Strategies;

/// <summary>
/// What was learned from settled requests: the target whose answer is expected to be worth most after its cost, with now and then another one that could teach something.
/// Ranks by the advice in the context, which the learner gave for this one decision; so the decision can be replayed though the learner has gone on.
/// </summary>
internal sealed class AdaptiveStrategy : IRoutingStrategy
{
    public string Name => StrategyNames.Adaptive;

    public void Rank(RoutingContext context, Span<Candidate> candidates)
    {
        // Advice is for the targets of one name; those of further names stay in their order.
        if (context.Advice is not { } advice || candidates.IndexOf(advice.Chosen, comparer: null) < 0)
            return;
        foreach (var candidate in candidates)
        {
            var expected = advice.Expected[candidate];
            candidate.Score = expected.Hope - (advice.MoneyPrice * expected.Cost);
            candidate.Parts = [new ScorePart("reward", expected.Reward), new ScorePart("hope", expected.Hope), new ScorePart("cost", expected.Cost)];
        }
        Ranking.ByScore(candidates);
        var place = candidates.IndexOf(advice.Chosen, comparer: null);
        candidates[..place].CopyTo(candidates[1..(place + 1)]);
        candidates[0] = advice.Chosen;
    }
}
