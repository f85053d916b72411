using System.Collections.Immutable;

namespace Parley.Configuration.Options;

/// <summary>The section <c>routing</c>: which target comes first where a name leads to several. A model name or a key may say otherwise.</summary>
public sealed record RoutingOptions
{
    /// <summary>What holds where nothing is said.</summary>
    internal static RoutingOptions Default { get; } = new();

    /// <summary>The strategy, by its name.</summary>
    public string Strategy { get; init; } = StrategyNames.Priority;

    /// <summary>Backends by id in the order in which they are asked; those that are not named come after them, by their priority. Stands before the priorities of backends.</summary>
    public ImmutableArray<string> Order { get; init; } = [];

    /// <summary>What counts how much under the strategy <c>scored</c>.</summary>
    public ScoreWeights Weights { get; init; } = new();

    /// <summary>How prices are compared.</summary>
    public PriceOptions Prices { get; init; } = new();

    /// <summary>Which targets are for simple requests, and which for hard ones.</summary>
    public ComplexityOptions Complexity { get; init; } = new();

    /// <summary>What backends are asked for in the place of names that they do not serve; null for nothing.</summary>
    public TranslationOptions? ModelTranslation { get; init; }

    /// <summary>How the strategy <c>adaptive</c> learns and spends.</summary>
    public LearningOptions Adaptive { get; init; } = new();

    /// <summary>The formula of the strategy <c>expression</c>, for names that have none of their own.</summary>
    public RoutingExpression? Expression { get; init; }

    /// <summary>Whether conversations stay where their beginning is cached.</summary>
    public AffinityOptions Affinity { get; init; } = new();

    /// <summary>Whether the strategy <c>scored</c> looks into requests for what they are about, where callers do not say it.</summary>
    public bool DetectWorkload { get; init; }

    /// <summary>How many decisions are kept in memory, to be asked for by the id of their request.</summary>
    public int KeptDecisions { get; init; } = 256;
}
