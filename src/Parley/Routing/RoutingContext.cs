using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Dialects;

namespace Parley.Routing;

/// <summary>All that a decision may depend on besides its candidates: no clock, no chance and no counter but those in here, so that it can be made again.</summary>
public sealed class RoutingContext
{
    /// <summary>What is known of the request.</summary>
    public required RequestHead Head { get; init; }

    /// <summary>What it asks for.</summary>
    public OperationKind Kind { get; init; }

    /// <summary>How the operator wants it routed.</summary>
    public RoutingOptions Options { get; init; } = new();

    /// <summary>The configured name that was asked for; null for others.</summary>
    public ModelRoute? Route { get; init; }

    /// <summary>What the caller asks besides.</summary>
    public RoutingWishes Wishes { get; init; } = RoutingWishes.None;

    /// <summary>Whose key it is; null when none is needed.</summary>
    public CallerKey? Caller { get; init; }

    /// <summary>The start of all chance in this decision.</summary>
    public ulong Seed { get; init; }

    /// <summary>How many decisions were made for the same name before.</summary>
    public long Turn { get; init; }

    /// <summary>When it is made.</summary>
    public DateTimeOffset Now { get; init; }
}
