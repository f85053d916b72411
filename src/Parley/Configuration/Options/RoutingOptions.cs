namespace Parley.Configuration.Options;

/// <summary>The section <c>routing</c>: which target comes first where a name leads to several. A model name or a key may say otherwise.</summary>
public sealed record RoutingOptions
{
    /// <summary>The strategy, by its name.</summary>
    public string Strategy { get; init; } = StrategyNames.Priority;

    /// <summary>How many decisions are kept in memory, to be asked for by the id of their request.</summary>
    public int KeptDecisions { get; init; } = 1024;
}
