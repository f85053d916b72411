using System.Collections.Immutable;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Configuration.Discovery;

/// <summary>What became of a provider that was looked for.</summary>
public enum FindingKind
{
    /// <summary>Its key is in the environment.</summary>
    Key,

    /// <summary>Its key is in the store of credentials.</summary>
    Stored,

    /// <summary>Its address is in the environment.</summary>
    Address,

    /// <summary>It answers on this machine.</summary>
    Running,

    /// <summary>Its key is there, but something else is missing.</summary>
    Incomplete,

    /// <summary>It is not there.</summary>
    Absent,
}

/// <summary>What became of a provider that was looked for.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Kind">What became of it.</param>
/// <param name="Detail">The environment variable or address where it was found; what is missing; where it was looked for.</param>
public sealed record Finding(ProviderDescriptor Provider, FindingKind Kind, string Detail)
{
    /// <summary>What to do to have it; empty when it is there.</summary>
    public string Fix { get; init; } = "";

    /// <summary>Whether there is a backend for it.</summary>
    public bool IsFound => Kind is FindingKind.Key or FindingKind.Stored or FindingKind.Address or FindingKind.Running;
}

/// <summary>What was found without any configuration.</summary>
/// <param name="Options">The backends that were found; what answers on this machine comes first, then makers of models, then their resellers.</param>
/// <param name="Findings">Everything that was looked for, found or not.</param>
public sealed record Discovered(GatewayOptions Options, ImmutableArray<Finding> Findings)
{
    /// <summary>What went wrong: a store of credentials that cannot be read.</summary>
    public ImmutableArray<Problem> Problems { get; init; } = [];
}
