using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Routing.Affinity;
using Parley.Routing.Filters;
using Parley.Routing.Strategies;

namespace Parley.Routing;

/// <summary>Decides where a request goes: filters say who can and may, a strategy says who comes first. Thread-safe.</summary>
internal sealed class Router(ITargetKnowledge knowledge, IRoutingStrategy? own = null)
{
    /// <summary>Makes the decision for the targets that a name leads to.</summary>
    public RoutingDecision Decide(RoutingContext context, Resolution resolution)
    {
        var candidates = Candidates(resolution, DateOnly.FromDateTime(context.Now.UtcDateTime));
        List<Candidate>? refused = null;
        List<string>? overruled = null;
        List<Candidate>? deferred = null;
        var arePlain = Array.TrueForAll(candidates, static candidate => candidate.Known.IsPlain);
        foreach (var filter in RoutingFilters.InOrder)
        {
            // What only chooses has nothing to say where there is no choice.
            if (candidates.Length == 0 || (filter.OnlyChooses && candidates.Length == 1) || (arePlain && filter.PassesPlain) || !filter.Concerns(context))
                continue;
            candidates = Apply(filter, context, candidates, ref filter.Defers ? ref deferred : ref refused, ref overruled);
        }
        Sticking.Warm(context, candidates);
        var order = Rank(context, candidates);
        IReadOnlyList<Candidate> ranked = deferred is null ? candidates : [.. candidates, .. deferred.OrderBy(static candidate => candidate.Place)];
        var decision = new RoutingDecision(context, order.Strategy, ranked, (IReadOnlyList<Candidate>?)refused ?? []) { Overruled = (IReadOnlyList<string>?)overruled ?? [], Unknown = resolution.Unknown, InsteadOf = resolution.InsteadOf, Affinity = order.Affinity, Rivals = order.Rivals };
        context.Forget();
        return decision;
    }

    /// <summary>Ranks the targets of each name among themselves, since the caller has said which name comes first; returns the strategy of the first that has several.</summary>
    private Order Rank(RoutingContext context, Candidate[] candidates)
    {
        var order = new Order("", null, 0);
        for (var start = 0; start < candidates.Length;)
        {
            var end = start + 1;
            while (end < candidates.Length && ReferenceEquals(candidates[end].Origin, candidates[start].Origin))
                end++;
            if (end - start > 1)
            {
                var chosen = StrategyOf(context, candidates[start].Origin?.Route);
                if (chosen.Name == StrategyNames.Adaptive)
                    context.Advice ??= knowledge.Advise(context, candidates.AsSpan(start, end - start));
                chosen.Rank(context, candidates.AsSpan(start, end - start));
                var sticks = Sticking.Apply(context, chosen.Name, candidates.AsSpan(start, end - start));
                if (order.Strategy.Length == 0)
                    order = new Order(chosen.Name, start == 0 ? sticks : null, start == 0 ? end : 0);
            }
            start = end;
        }
        return order;
    }

    private IRoutingStrategy StrategyOf(RoutingContext context, ModelRoute? route)
    {
        var name = context.Wishes.Strategy ?? Implied(context.Wishes) ?? context.Caller?.Strategy ?? route?.Strategy ?? context.Options.Strategy;
        if (name == StrategyNames.Custom && own is not null)
            return own;
        return RoutingStrategies.Find(name) ?? throw new InvalidOperationException("A strategy was not checked before.");
    }

    /// <summary>Who asks for speed or little power asks for the strategy that knows of them.</summary>
    private static string? Implied(RoutingWishes wishes) => wishes.LatencyCritical || wishes.PowerEfficient ? StrategyNames.Scored : null;

    private Candidate[] Candidates(Resolution resolution, DateOnly day)
    {
        if (resolution.Others.IsEmpty)
        {
            var candidates = new Candidate[resolution.Targets.Length + resolution.Disabled.Length];
            Add(candidates, 0, resolution, day);
            return candidates;
        }
        var all = new List<Candidate>();
        var seen = new HashSet<(Backend, string)>();
        var place = 0;
        foreach (var each in resolution.Others.Prepend(resolution))
        {
            var its = new Candidate[each.Targets.Length + each.Disabled.Length];
            Add(its, place, each, day);
            place += its.Length;
            // Who is asked under the first of two names has had its turn.
            all.AddRange(its.Where(candidate => seen.Add((candidate.Target.Backend, candidate.Target.Model))));
        }
        return [.. all];
    }

    private void Add(Candidate[] candidates, int place, Resolution resolution, DateOnly day)
    {
        var (targets, disabled) = (resolution.Targets, resolution.Disabled);
        for (var i = 0; i < targets.Length; i++)
            candidates[i] = CandidateOf(targets[i], place + i, resolution, day);
        for (var i = 0; i < disabled.Length; i++)
            candidates[targets.Length + i] = CandidateOf(disabled[i], place + targets.Length + i, resolution, day);
    }

    private Candidate CandidateOf(Target target, int place, Resolution origin, DateOnly day) =>
        new(target, place) { Origin = origin, Day = day, Facts = knowledge.FactsOf(target), Model = knowledge.ModelOf(target) };

    private static Candidate[] Apply(IRoutingFilter filter, RoutingContext context, Candidate[] candidates, ref List<Candidate>? refused, ref List<string>? overruled)
    {
        var left = 0;
        foreach (var candidate in candidates)
        {
            if (filter.Refuse(context, candidate) is { } refusal)
                candidate.Refused = new Refused(filter.Name, refusal);
            else
                left++;
        }
        if (left == candidates.Length)
            return candidates;
        if (left == 0 && filter.OnlyChooses)
        {
            (overruled ??= []).Add($"{filter.Name}: {candidates[0].Target} would be left out, {candidates[0].Refusal}");
            foreach (var candidate in candidates)
                candidate.Refused = null;
            return candidates;
        }
        var kept = new Candidate[left];
        var next = 0;
        foreach (var candidate in candidates)
        {
            if (candidate.Refused is null)
                kept[next++] = candidate;
            else
                (refused ??= []).Add(candidate);
        }
        return kept;
    }

    /// <summary>How the candidates came into their order.</summary>
    private readonly record struct Order(string Strategy, string? Affinity, int Rivals);
}
