using System.Collections.Immutable;

namespace Parley.Configuration;

/// <summary>Where a model name leads.</summary>
public sealed record Resolution
{
    /// <summary>Where to go, in this order; all are enabled.</summary>
    public ImmutableArray<Target> Targets { get; init; } = [];

    /// <summary>Where it would lead if those backends were enabled.</summary>
    public ImmutableArray<Target> Disabled { get; init; } = [];

    /// <summary>The configured name that matched; null for <c>backendId/model</c> and bare names.</summary>
    public ModelRoute? Route { get; init; }

    /// <summary>Where the further names lead that the request gives, each in its place behind this one.</summary>
    public ImmutableArray<Resolution> Others { get; init; } = [];

    /// <summary>Names that the request gives and that lead nowhere, while others do.</summary>
    public ImmutableArray<string> Unknown { get; init; } = [];

    /// <summary>The name that was asked for and leads nowhere, so that another stands in its place; null where it does not.</summary>
    public string? InsteadOf { get; init; }

    /// <summary>Names that are close to one that leads nowhere, closest first.</summary>
    public ImmutableArray<string> Nearest { get; init; } = [];

    /// <summary>Whether translations may lose anything.</summary>
    public ConversionPolicy Conversion => Route?.Conversion ?? ConversionPolicy.Allow;

    /// <summary>What becomes of tools that only a provider can run.</summary>
    public HostedToolPolicy HostedTools => Route?.HostedTools ?? HostedToolPolicy.Reject;

    /// <summary>Whether the name, or a further one, confines its targets.</summary>
    public bool HasLimits => Route?.Limits is not null || (!Others.IsEmpty && Others.Any(static other => other.HasLimits));

    /// <summary>True when the name leads somewhere, be it to disabled backends only.</summary>
    public bool IsKnown => Targets.Length + Disabled.Length > 0;
}
