using Parley.Configuration;
using Parley.Providers;
using Parley.Resilience;
using Parley.Routing;
using Parley.Routing.Adaptive;
using Parley.Routing.Affinity;

namespace Parley.Management;

/// <summary>What was known of targets when a decision was made, and, for targets that it did not see, when another was.</summary>
internal sealed class RecordedKnowledge : ITargetKnowledge
{
    private readonly Dictionary<string, CandidateReport> _seen = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, HashSet<string>> _models = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes the candidates of a decision; the latest that is said of a target counts.</summary>
    public void Learn(DecisionReport report)
    {
        foreach (var candidate in report.Candidates)
        {
            _seen[candidate.Target] = candidate;
            var slash = candidate.Target.IndexOf('/');
            var (backend, model) = (candidate.Target[..slash], candidate.Target[(slash + 1)..]);
            if (!_models.TryGetValue(backend, out var models))
                _models[backend] = models = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            models.Add(model);
        }
    }

    /// <summary>The decision that is made again.</summary>
    public DecisionReport? Past { get; set; }

    /// <summary>Who had read the beginning of a prompt, if the name leads there still.</summary>
    public static Warmth? WarmthOf(RequestReport request, Resolution resolution) =>
        request is { WarmTarget: { } warm, WarmTokens: { } tokens } && resolution.Targets.FirstOrDefault(target => target.ToString() == warm) is { } target ? new Warmth(target, tokens) : null;

    /// <summary>The models that a backend was seen to serve; null for none. Of the names that were asked for, the decision itself knows whether it did then.</summary>
    public IReadOnlySet<string>? ModelsOf(string backend)
    {
        if (!_models.TryGetValue(backend, out var models) || Past is not { } past)
            return _models.GetValueOrDefault(backend);
        var since = past.Request.Fallbacks.Append(past.Request.Model).Where(name => models.Contains(name) && !WasServed(past, backend, name)).ToList();
        return since.Count == 0 ? models : models.Except(since, StringComparer.OrdinalIgnoreCase).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private static bool WasServed(DecisionReport past, string backend, string name) =>
        !past.UnknownModels.Contains(name) && !(past.IsSubstituted && past.Request.Model == name)
        && past.Candidates.Any(candidate => candidate.For is null && candidate.Target.Equals($"{backend}/{name}", StringComparison.OrdinalIgnoreCase));

    public TargetFacts FactsOf(Target target) => _seen.TryGetValue(target.ToString(), out var seen) ? seen.Facts : default;

    public ModelFacts ModelOf(Target target) => _seen.TryGetValue(target.ToString(), out var seen) ? new ModelFacts(seen.ContextWindow, null, seen.Price) : ModelFacts.None;

    /// <summary>What the learner said then; null where it was not asked, or not of all of these.</summary>
    public AdaptiveAdvice? Advise(RoutingContext context, ReadOnlySpan<Candidate> candidates)
    {
        var expected = new Dictionary<Candidate, Expectation>(candidates.Length);
        var (chosen, price) = (candidates[0], 0.0);
        foreach (var candidate in candidates)
        {
            if (!_seen.TryGetValue(candidate.Target.ToString(), out var seen) || seen.Parts is not { } parts || !parts.TryGetValue("reward", out var reward) || !parts.TryGetValue("hope", out var hope) || !parts.TryGetValue("cost", out var cost))
                return null;
            expected[candidate] = new Expectation(reward, cost, hope);
            price = cost > 0 ? (hope - (seen.Score ?? 0)) / cost : price;
        }
        foreach (var candidate in candidates)
        {
            // What was tried by chance then is tried again.
            if (candidate.Target.ToString() == Past?.Chosen)
                return new AdaptiveAdvice(candidate, expected, price);
            if (expected[candidate].Hope - (price * expected[candidate].Cost) > expected[chosen].Hope - (price * expected[chosen].Cost))
                chosen = candidate;
        }
        return new AdaptiveAdvice(chosen, expected, price);
    }
}
