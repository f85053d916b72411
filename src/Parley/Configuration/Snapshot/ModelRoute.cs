using System.Collections.Immutable;
using Parley.Configuration.Options;

namespace Parley.Configuration;

/// <summary>A model name that the operator made, and where it leads.</summary>
/// <param name="Name">The name that callers ask for.</param>
/// <param name="Targets">Where to go, in this order; disabled backends included.</param>
public sealed record ModelRoute(string Name, ImmutableArray<Target> Targets)
{
    /// <summary>Whether translations may lose anything.</summary>
    public ConversionPolicy Conversion { get; init; }

    /// <summary>What becomes of tools that only a provider can run.</summary>
    public HostedToolPolicy HostedTools { get; init; }

    /// <summary>The strategy that ranks its targets; null for that of the section <c>routing</c>.</summary>
    public string? Strategy { get; init; }

    /// <summary>Its formula of the strategy <c>expression</c>; null for that of the section <c>routing</c>.</summary>
    public RoutingExpression? Expression { get; init; }

    /// <summary>To which of its targets it is confined; null for all.</summary>
    public TargetLimits? Limits { get; init; }

    /// <summary>What happens when attempts fail or are late, where that differs from the rest.</summary>
    public FailureOptions Failure { get; init; } = FailureOptions.None;

    /// <summary>Whom to ask after the first target where answers do not convince; empty for its other targets.</summary>
    public ImmutableArray<Target> EscalationPath { get; init; } = [];

    /// <summary>Whether its answers are kept, where that differs from the rest.</summary>
    public ModelCacheOptions Cache { get; init; } = ModelCacheOptions.None;

    /// <summary>Where a prompt goes that does not fit.</summary>
    public ImmutableArray<Target> ContextWindowFallbacks { get; init; } = [];

    /// <summary>Where a prompt goes that a provider's filter refuses.</summary>
    public ImmutableArray<Target> ContentPolicyFallbacks { get; init; } = [];
}

/// <summary>What becomes of tools that a provider runs itself (web search, code execution), where the target's dialect cannot be told of them.</summary>
public enum HostedToolPolicy
{
    /// <summary>The request is refused; another target may have them.</summary>
    Reject,

    /// <summary>They are left out, which is reported.</summary>
    Drop,
}

/// <summary>Whether translations may lose anything.</summary>
public enum ConversionPolicy
{
    /// <summary>They may; every loss is reported.</summary>
    Allow,

    /// <summary>They may not: targets that would lose something are left out.</summary>
    Reject,
}
