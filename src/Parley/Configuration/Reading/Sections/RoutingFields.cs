using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>routing</c>.</summary>
internal static class RoutingFields
{
    /// <summary>The name of a strategy.</summary>
    public static ValueKind<string> Strategy { get; } = Kinds.Choice<string>([.. StrategyNames.All], [.. StrategyNames.All]);

    /// <summary>A formula over request and target.</summary>
    public static ValueKind<RoutingExpression> Expression { get; } = new RoutingExpressionKind();

    public static Shape<RoutingOptions> Shape { get; } = new(new FieldList<RoutingOptions>()
        .Add("strategy", Strategy, (routing, name) => routing with { Strategy = name }, "Which target comes first where a name leads to several.")
        .Add("order", Kinds.ListOf(Kinds.Text), (routing, order) => routing with { Order = order }, "Backends in the order in which they are asked; those that are not named come after them.", aliases: ["failover_chain", "failoverChain", "fallback_chain", "fallbackChain"])
        .Add("optimization_target", Kinds.Choice<OptimizationTarget>(), (routing, target) => routing with { Weights = ScoreWeights.Of(target) }, "What the strategy scored aims at: cost, speed, quality, balanced. A name for weights.", aliases: ["optimizationTarget"], setting: "weights")
        .Group("weights", ScoringFields.Weights, routing => routing.Weights, (routing, weights) => routing with { Weights = weights }, "How much each property of a target counts under the strategy scored.")
        .Group("prices", ScoringFields.Prices, routing => routing.Prices, (routing, prices) => routing with { Prices = prices }, "How prices are compared.")
        .Group("complexity", ComplexityFields.Shape, routing => routing.Complexity, (routing, complexity) => routing with { Complexity = complexity }, "Which targets are for simple requests, and which for hard ones.")
        .Group("model_translation", TranslationFields.Shape, routing => routing.ModelTranslation ?? new TranslationOptions(), (routing, translation) => routing with { ModelTranslation = translation },
            "What backends are asked for in the place of bare model names that they do not serve.", aliases: ["modelTranslation"])
        .Group("adaptive", LearningFields.Shape, routing => routing.Adaptive, (routing, learning) => routing with { Adaptive = learning }, "How the strategy adaptive learns and spends.")
        .Group("affinity", AffinityFields.Shape, routing => routing.Affinity, (routing, affinity) => routing with { Affinity = affinity }, "Whether conversations stay where a provider has the beginning of their prompt in its cache.")
        .Add("expression", Expression, (routing, formula) => routing with { Expression = formula }, "The formula of the strategy expression: how good a target is for a request, the larger the better.")
        .Add("detect_workload", Kinds.Flag, (routing, flag) => routing with { DetectWorkload = flag }, "Whether the strategy scored looks into requests for what they are about (realtime, audio, code, image, text), where no X-Media-Type says it.")
        .Add("kept_decisions", Kinds.Whole(0, 1_000_000), (routing, number) => routing with { KeptDecisions = number }, "How many decisions are kept in memory, to be asked for by the id of their request."));
}
