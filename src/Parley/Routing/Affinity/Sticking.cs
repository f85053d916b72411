using System.Collections.Frozen;
using Parley.Configuration.Options;

namespace Parley.Routing.Affinity;

/// <summary>
/// Lets a conversation stay where it is: with the maker of what it refers to, and, where the operator wants it, under strategies that only spread requests with the target that has read its beginning. Those that reckon know the saving as a lower cost,
/// and an order that the operator has said stands.
/// </summary>
internal static class Sticking
{
    // A warm cache is worth waiting for behind so many more requests than the least loaded has, no more.
    private const int MostAhead = 4;

    private static readonly FrozenSet<string> Spreading = new[]
    {
        StrategyNames.RoundRobin, StrategyNames.Weighted, StrategyNames.Random, StrategyNames.LeastLoaded, StrategyNames.LowestLatency,
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Tells the candidates what they have read.</summary>
    public static void Warm(RoutingContext context, ReadOnlySpan<Candidate> candidates)
    {
        if (context.Warm is not { } warm)
            return;
        foreach (var candidate in candidates)
            candidate.WarmTokens = candidate.Target.IsSameAs(warm.Target) ? warm.Tokens : 0;
    }

    /// <summary>Moves the one with which the conversation stays to the front.</summary>
    /// <returns>Why, in a few words; null when it goes where the strategy says.</returns>
    public static string? Apply(RoutingContext context, string strategy, Span<Candidate> ranked)
    {
        if (context.Maker is { } maker && IndexOf(ranked, candidate => candidate.Target.Backend.Id.Equals(maker, StringComparison.OrdinalIgnoreCase)) is >= 0 and var made)
        {
            Ranking.MoveToFront(ranked, made);
            return $"{maker} made what the request refers to";
        }
        if (!context.Options.Affinity.Sticky || context.Warm is not { } warm || !Spreading.Contains(strategy) || IndexOf(ranked, static candidate => candidate.WarmTokens > 0) is not (>= 0 and var place) || IsOverloaded(ranked, ranked[place]))
            return null;
        Ranking.MoveToFront(ranked, place);
        return $"it has read about {warm.Tokens} tokens of this prompt of late";
    }

    private static bool IsOverloaded(ReadOnlySpan<Candidate> candidates, Candidate warm)
    {
        var least = int.MaxValue;
        foreach (var candidate in candidates)
            least = Math.Min(least, candidate.Facts.InFlight);
        return warm.Facts.InFlight > (2 * least) + MostAhead;
    }

    private static int IndexOf(ReadOnlySpan<Candidate> candidates, Func<Candidate, bool> isIt)
    {
        for (var i = 0; i < candidates.Length; i++)
        {
            if (isIt(candidates[i]))
                return i;
        }
        return -1;
    }
}
