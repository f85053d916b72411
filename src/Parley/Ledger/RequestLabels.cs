using System.Collections.Immutable;

namespace Parley.Ledger;

/// <summary>By what a request is known in limits and costs, besides its key.</summary>
public sealed record RequestLabels
{
    /// <summary>By nothing.</summary>
    public static RequestLabels None { get; } = new();

    /// <summary>The tags that the caller has given it (<c>x-parley-tags</c>), without those of the key.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>The session that it belongs to (<c>x-parley-session</c>); null for none.</summary>
    public string? Session { get; init; }
}
