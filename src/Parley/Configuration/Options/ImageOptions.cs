using System.Collections.Immutable;
using System.Net;

namespace Parley.Configuration.Options;

/// <summary>The section <c>images</c>: whether media that callers name by address are fetched for backends that take bytes only.</summary>
public sealed record ImageOptions
{
    /// <summary>Whether they are fetched.</summary>
    public bool Fetch { get; init; }

    /// <summary>Networks that may be fetched from though they are not public.</summary>
    public ImmutableArray<IPNetwork> Allow { get; init; } = [];

    /// <summary>The largest that is fetched, in bytes.</summary>
    public long MaxBytes { get; init; } = 20L << 20;

    /// <summary>How long fetching one may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
