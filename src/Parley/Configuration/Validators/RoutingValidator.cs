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
        CheckOrder(options, node, problems);
        CheckComplexity(options, node, problems);
        CheckExpression(options, node, problems);
        CheckCurrencies(options, problems);
        foreach (var rule in routing.ModelTranslation?.Patterns ?? [])
        {
            if (rule is { Backend: null, Model: null })
                problems.Add(new Problem(ProblemCode.Missing, $"pattern `{rule.Pattern}` names neither backend nor model", Place.Of(rule.Node, "pattern")) { Hint = "add `backend`, `model` or both" });
            else if (rule.Backend is { } id && !options.Backends.Any(backend => backend.Id.Equals(id, StringComparison.OrdinalIgnoreCase)))
                problems.Add(Unknown(rule, id, options));
        }
    }

    private static void CheckOrder(GatewayOptions options, Reading.ConfigMap? node, ProblemList problems)
    {
        var ids = options.Backends.Select(static backend => backend.Id).Concat(options.InProcess.Select(static code => code.Id)).ToList();
        foreach (var id in options.Routing.Order.Where(id => !ids.Contains(id, StringComparer.OrdinalIgnoreCase)))
        {
            problems.Add(new Problem(ProblemCode.UnknownBackend, $"the order names backend `{id}`, which does not exist", Place.Of(node, "order", "failover_chain", "fallback_chain"))
            {
                Hint = NearNames.Closest(id, ids) is { } near ? $"did you mean `{near}`?" : "add it to `backends`",
            });
        }
    }

    private static Problem Unknown(TranslationPattern rule, string id, GatewayOptions options) =>
        new(ProblemCode.UnknownBackend, $"pattern `{rule.Pattern}` leads to backend `{id}`, which does not exist", Place.Of(rule.Node, "backend"))
        {
            Hint = NearNames.Closest(id, options.Backends.Select(backend => backend.Id)) is { } near ? $"did you mean `{near}`?" : "add it to `backends`",
        };

    private static bool IsUsed(GatewayOptions options, string strategy) =>
        options.Routing.Strategy == strategy || options.Models.Any(model => model.Strategy == strategy) || options.Keys.Any(key => key.Strategy == strategy);

    /// <summary>Tells of prices in a currency without an exchange rate, once for each, where something compares prices.</summary>
    private static void CheckCurrencies(GatewayOptions options, ProblemList problems)
    {
        if (!ComparesPrices(options))
            return;
        var prices = options.Backends.Where(static backend => backend.CostPerToken > 0).Select(static backend => (backend.Id, Currency: BackendOptions.CostCurrency, Place: Place.Of(backend.Node, "cost_per_token")))
            .Concat(options.Prices.Where(static entry => entry.Currency is not null).Select(static entry => (Id: entry.Model.Pattern, Currency: entry.Currency!, Place: Place.Of(entry.Node, "currency"))))
            .Concat(options.InProcess.Where(static code => code.Price is { IsFree: false }).Select(static code => (code.Id, code.Price!.Currency, Place: (SourceSpan?)null)));
        foreach (var priced in prices.Where(price => options.Routing.Prices.RateOf(price.Currency) is null).GroupBy(static price => price.Currency, StringComparer.OrdinalIgnoreCase))
        {
            var (first, others) = (priced.First(), priced.Count() - 1);
            problems.Add(new Problem(ProblemCode.NoExchangeRate, $"the price of backend `{first.Id}`{(others > 0 ? $", and of {others} more," : "")} is in {priced.Key}, which has no exchange rate", first.Place)
            {
                Severity = Severity.Warning,
                Hint = $"say in `routing.prices.exchange_rates` what one {priced.Key} is worth in US dollars",
            });
        }
    }

    private static bool ComparesPrices(GatewayOptions options) =>
        options.Routing.Prices.Assumed is not null
        || IsUsed(options, StrategyNames.LowestCost) || IsUsed(options, StrategyNames.Scored) || IsUsed(options, StrategyNames.Adaptive)
        || options.Models.Any(static model => model.Limits.MaxCost is not null || model.Expression is { NamesCost: true }) || options.Keys.Any(static key => key.Limits.MaxCost is not null)
        || options.Routing.Expression is { NamesCost: true };

    private static bool IsUnsaid(Reading.ConfigMap? node) => node?.Find("expression")?.Value is null or Reading.ConfigScalar { IsNull: true };

    private static void CheckExpression(GatewayOptions options, Reading.ConfigMap? node, ProblemList problems)
    {
        // One that could not be understood was told before.
        if (options.Routing.Expression is not null || !IsUnsaid(node))
            return;
        if (options.Routing.Strategy == StrategyNames.Expression || options.Keys.Any(static key => key.Strategy == StrategyNames.Expression))
            problems.Add(new Problem(ProblemCode.Missing, "the strategy `expression` has no formula", Place.Of(node, "strategy")) { Hint = "add `routing.expression`" });
        foreach (var model in options.Models.Where(static model => model is { Strategy: StrategyNames.Expression, Expression: null } && IsUnsaid(model.Node)))
            problems.Add(new Problem(ProblemCode.Missing, $"the strategy `expression` of model `{model.Name}` has no formula", Place.Of(model.Node, "strategy")) { Hint = "add `expression` beside it" });
    }

    private static void CheckComplexity(GatewayOptions options, Reading.ConfigMap? node, ProblemList problems)
    {
        var tiers = options.Routing.Complexity.Tiers;
        if (IsUsed(options, StrategyNames.Complexity) && tiers.IsEmpty)
            problems.Add(new Problem(ProblemCode.Missing, "the strategy `complexity` has no tiers", Place.Of(node, "complexity", "strategy")) { Hint = "add `routing.complexity.tiers`" });
        for (var i = 1; i < tiers.Length; i++)
        {
            if (tiers[i].UpTo <= tiers[i - 1].UpTo)
                problems.Add(new Problem(ProblemCode.NotAllowed, $"tier {i + 1} goes up to {tiers[i].UpTo}, which the tier before it does too", Place.Of(tiers[i].Node, "up_to")) { Hint = "put the simplest first" });
        }
    }
}
