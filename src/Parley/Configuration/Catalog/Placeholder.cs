using System.Collections.Immutable;

namespace Parley.Configuration;

/// <summary>A part of a provider's address that only the operator knows: resource, account, region.</summary>
public sealed record Placeholder
{
    /// <summary>What it is, for the message that asks for it.</summary>
    public string Description { get; init; } = "";

    /// <summary>Environment variables that may hold it, best first.</summary>
    public ImmutableArray<string> Env { get; init; } = [];

    /// <summary>Another placeholder that decides, by <see cref="Cases"/>; null where none does.</summary>
    public string? By { get; init; }

    /// <summary>The values by that of the placeholder in <see cref="By"/>.</summary>
    public ImmutableDictionary<string, string> Cases { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The value when nobody gives one, possibly with placeholders; null when it must be given.</summary>
    public string? Default { get; init; }
}
