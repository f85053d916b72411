using System.Collections.Immutable;

namespace Parley.Configuration.Options;

/// <summary>To which targets a key or a model name is confined. Null is what was not said; an empty list allows nothing.</summary>
public sealed record TargetLimits
{
    /// <summary>The models: names that the operator made, <c>backend/model</c>, or the model alone.</summary>
    public ImmutableArray<Glob>? Models { get; init; }

    /// <summary>The backends, by id.</summary>
    public ImmutableArray<Glob>? Backends { get; init; }

    /// <summary>What they run on.</summary>
    public ImmutableArray<Glob>? Hardware { get; init; }

    /// <summary>Where they stand.</summary>
    public ImmutableArray<Glob>? Regions { get; init; }

    /// <summary>Tags that they must all have.</summary>
    public ImmutableArray<string>? Tags { get; init; }

    /// <summary>The most that one request may cost by estimate, in US dollars.</summary>
    public decimal? MaxCost { get; init; }

    /// <summary>These; null when nothing is said.</summary>
    internal TargetLimits? OrNull => this == None ? null : this;

    private static TargetLimits None { get; } = new();
}
