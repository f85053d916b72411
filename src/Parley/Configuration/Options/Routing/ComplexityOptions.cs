using System.Collections.Immutable;

namespace Parley.Configuration.Options;

/// <summary>The group <c>routing.complexity</c>: which targets are for simple requests, and which for hard ones.</summary>
public sealed record ComplexityOptions
{
    /// <summary>The tiers, the simplest first.</summary>
    public ImmutableArray<ComplexityTier> Tiers { get; init; } = [];

    /// <summary>Words that show a hard request, in place of the built-in ones; null for those.</summary>
    public ImmutableArray<string>? Keywords { get; init; }
}

/// <summary>Targets for requests up to some complexity.</summary>
public sealed record ComplexityTier
{
    /// <summary>The most complex request that is for this tier, from 0 to 1.</summary>
    public double UpTo { get; init; } = 1;

    /// <summary>Its targets, as <c>backend/model</c>.</summary>
    public ImmutableArray<Glob> Targets { get; init; } = [];

    /// <summary>The entry in the file; null for options made in code.</summary>
    internal Reading.ConfigMap? Node { get; init; }
}
