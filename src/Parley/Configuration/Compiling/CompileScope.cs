using System.Collections.Immutable;
using Parley.Configuration.Credentials;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Configuration.Compiling;

/// <summary>What compiling a backend needs besides its own entry.</summary>
/// <param name="Catalog">The providers that are known.</param>
/// <param name="Environment">The value of an environment variable; null when it is not set.</param>
/// <param name="Server">The gateway's own address, to which no backend may lead.</param>
internal sealed record CompileScope(Catalog Catalog, Func<string, string?> Environment, ServerOptions Server)
{
    /// <summary>Where a key is that is neither in the configuration nor in the environment.</summary>
    public StoredCredentials Stored { get; init; } = new(null, new ProblemList());

    /// <summary>Backends in the order in which they are asked.</summary>
    public ImmutableArray<string> Order { get; init; } = [];

    /// <summary>The priority of a backend by its place in the order, above all that can be configured; null where it is not in it.</summary>
    public int? PriorityOf(string backend)
    {
        for (var i = 0; i < Order.Length; i++)
        {
            if (Order[i].Equals(backend, StringComparison.OrdinalIgnoreCase))
                return int.MaxValue - i;
        }
        return null;
    }

    /// <summary>When breakers open, for backends that say nothing of their own.</summary>
    public BreakerPolicy Breaker { get; init; } = BreakerPolicy.Default;

    /// <summary>What the operator says of prices.</summary>
    public ImmutableArray<PriceEntry> Prices { get; init; } = [];

    /// <summary>What becomes of models whose price nobody knows.</summary>
    public UnknownPrices UnknownPrices { get; init; }

    /// <summary>How backends are asked if they are well, where they say nothing of their own.</summary>
    public HealthOptions Health { get; init; } = new();
}
