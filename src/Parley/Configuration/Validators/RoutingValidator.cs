using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Configuration.Validators;

/// <summary>What strategies need is there.</summary>
internal sealed class RoutingValidator : IValidator
{
    public void Check(GatewayOptions options, Catalog catalog, ProblemList problems)
    {
        var routing = options.Routing;
        var node = (options.Node?.Find("routing")?.Value as Reading.ConfigMap);
        if (routing.Weights.Sum <= 0)
            problems.Add(new Problem(ProblemCode.NotAllowed, "all weights are 0, so that no target is better than another", Place.Of(node, "weights")) { Hint = "give one of them a weight" });
        CheckComplexity(options, node, problems);
        foreach (var rule in routing.ModelTranslation?.Patterns ?? [])
        {
            if (rule is { Backend: null, Model: null })
                problems.Add(new Problem(ProblemCode.Missing, $"pattern `{rule.Pattern}` names neither backend nor model", Place.Of(rule.Node, "pattern")) { Hint = "add `backend`, `model` or both" });
            else if (rule.Backend is { } id && !options.Backends.Any(backend => backend.Id.Equals(id, StringComparison.OrdinalIgnoreCase)))
                problems.Add(Unknown(rule, id, options));
        }
    }

    private static Problem Unknown(TranslationPattern rule, string id, GatewayOptions options) =>
        new(ProblemCode.UnknownBackend, $"pattern `{rule.Pattern}` leads to backend `{id}`, which does not exist", Place.Of(rule.Node, "backend"))
        {
            Hint = NearNames.Closest(id, options.Backends.Select(backend => backend.Id)) is { } near ? $"did you mean `{near}`?" : "add it to `backends`",
        };

    private static void CheckComplexity(GatewayOptions options, Reading.ConfigMap? node, ProblemList problems)
    {
        var tiers = options.Routing.Complexity.Tiers;
        var isUsed = options.Routing.Strategy == StrategyNames.Complexity || options.Models.Any(static model => model.Strategy == StrategyNames.Complexity) || options.Keys.Any(static key => key.Strategy == StrategyNames.Complexity);
        if (isUsed && tiers.IsEmpty)
            problems.Add(new Problem(ProblemCode.Missing, "the strategy `complexity` has no tiers", Place.Of(node, "complexity", "strategy")) { Hint = "add `routing.complexity.tiers`" });
        for (var i = 1; i < tiers.Length; i++)
        {
            if (tiers[i].UpTo <= tiers[i - 1].UpTo)
                problems.Add(new Problem(ProblemCode.NotAllowed, $"tier {i + 1} goes up to {tiers[i].UpTo}, which the tier before it does too", Place.Of(tiers[i].Node, "up_to")) { Hint = "put the simplest first" });
        }
    }
}
