using System.Collections.Immutable;

namespace Parley.Configuration.Options;

/// <summary>An entry of <c>models</c>: a name that callers may ask for.</summary>
public sealed record ModelOptions
{
    /// <summary>The name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where it leads, best first: <c>backend/model</c>, or a backend that has a default model.</summary>
    public ImmutableArray<TargetOptions> Targets { get; init; } = [];

    /// <summary>Whether translations may lose anything.</summary>
    public ConversionPolicy Conversion { get; init; }

    /// <summary>What becomes of tools that only a provider can run.</summary>
    public HostedToolPolicy HostedTools { get; init; }

    /// <summary>The strategy that ranks its targets; null for that of the section <c>routing</c>.</summary>
    public string? Strategy { get; init; }

    /// <summary>To which of its targets it is confined.</summary>
    public TargetLimits Limits { get; init; } = new();

    /// <summary>What happens when attempts fail or are late, where that differs from the rest.</summary>
    public FailureOptions Failure { get; init; } = FailureOptions.None;

    /// <summary>Its formula of the strategy <c>expression</c>; null for that of the section <c>routing</c>.</summary>
    public RoutingExpression? Expression { get; init; }

    /// <summary>Whether its answers are kept, where that differs from the rest.</summary>
    public ModelCacheOptions Cache { get; init; } = ModelCacheOptions.None;

    /// <summary>The entry in the file; null for options made in code.</summary>
    internal Reading.ConfigMap? Node { get; init; }
}
