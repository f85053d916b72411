using System.Collections.Immutable;

namespace Parley.Configuration;

/// <summary>A part of a provider's address that only the operator knows: resource, account, region.</summary>
public sealed record Placeholder
{
    /// <summary>What it is, for the message that asks for it.</summary>
    public string Description { get; init; } = "";

    /// <summary>Environment variables that may hold it, best first.</summary>
    public ImmutableArray<string> Env { get; init; } = [];

    /// <summary>The value when nobody gives one; null when it must be given.</summary>
    public string? Default { get; init; }
}
