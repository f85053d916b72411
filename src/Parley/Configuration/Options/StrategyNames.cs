using System.Collections.Immutable;

namespace Parley.Configuration.Options;

/// <summary>The strategies that configurations may name. Each is a class of <c>Routing/Strategies</c>.</summary>
public static class StrategyNames
{
    /// <summary>The order of the configuration.</summary>
    public const string Priority = "priority";

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> All { get; } = [Priority];
}
