using Parley.Configuration;
using Parley.Routing.Filters;
using Parley.Routing.Strategies;

namespace Parley.Routing;

/// <summary>Decides where a request goes: filters say who can and may, a strategy says who comes first. Thread-safe.</summary>
internal sealed class Router(ITargetKnowledge knowledge)
{
    /// <summary>Makes the decision for the targets that a name leads to.</summary>
    public RoutingDecision Decide(RoutingContext context, Resolution resolution)
    {
        var candidates = Candidates(resolution);
        List<Candidate>? refused = null;
        List<string>? overruled = null;
        foreach (var filter in RoutingFilters.InOrder)
        {
            // What only chooses has nothing to say where there is no choice.
            if (candidates.Length == 0 || (filter.OnlyChooses && candidates.Length == 1))
                continue;
            candidates = Apply(filter, context, candidates, ref refused, ref overruled);
        }
        var strategy = "";
        if (candidates.Length > 1)
        {
            var chosen = StrategyOf(context);
            chosen.Rank(context, candidates);
            strategy = chosen.Name;
        }
        return new RoutingDecision(context, strategy, candidates, refused ?? []) { Overruled = overruled ?? [] };
    }

    private static IRoutingStrategy StrategyOf(RoutingContext context) =>
        RoutingStrategies.Find(context.Wishes.Strategy ?? context.Caller?.Strategy ?? context.Route?.Strategy ?? context.Options.Strategy) ?? throw new InvalidOperationException("A strategy was not checked before.");

    private Candidate[] Candidates(Resolution resolution)
    {
        var candidates = new Candidate[resolution.Targets.Length + resolution.Disabled.Length];
        for (var i = 0; i < resolution.Targets.Length; i++)
            candidates[i] = CandidateOf(resolution.Targets[i], i);
        for (var i = resolution.Targets.Length; i < candidates.Length; i++)
            candidates[i] = CandidateOf(resolution.Disabled[i - resolution.Targets.Length], i);
        return candidates;
    }

    private Candidate CandidateOf(Target target, int place) =>
        new(target, place) { Facts = knowledge.FactsOf(target), Model = knowledge.ModelOf(target) };

    private static Candidate[] Apply(IRoutingFilter filter, RoutingContext context, Candidate[] candidates, ref List<Candidate>? refused, ref List<string>? overruled)
    {
        var left = 0;
        foreach (var candidate in candidates)
        {
            candidate.Refusal = filter.Refuse(context, candidate);
            left += candidate.Refusal is null ? 1 : 0;
        }
        if (left == candidates.Length)
            return candidates;
        if (left == 0 && filter.OnlyChooses)
        {
            (overruled ??= []).Add($"{filter.Name}: {candidates[0].Target} would be left out, {candidates[0].Refusal}");
            foreach (var candidate in candidates)
                candidate.Refusal = null;
            return candidates;
        }
        var kept = new Candidate[left];
        var next = 0;
        foreach (var candidate in candidates)
        {
            if (candidate.Refusal is null)
            {
                kept[next++] = candidate;
                continue;
            }
            candidate.RefusedBy = filter.Name;
            (refused ??= []).Add(candidate);
        }
        return kept;
    }
}
