using System.Collections.Immutable;

namespace Parley.Configuration;

/// <summary>Which bare model names a backend serves.</summary>
public sealed record ModelPatterns
{
    /// <summary>Nothing said: the backend serves its live model list and the names that the catalog knows.</summary>
    public static ModelPatterns None { get; } = new();

    /// <summary>Names that it serves.</summary>
    public ImmutableArray<Glob> Supported { get; init; } = [];

    /// <summary>Names for which it comes before others of the same priority; a preferred name is supported too.</summary>
    public ImmutableArray<Glob> Preferred { get; init; } = [];

    /// <summary>Names that it does not serve, whatever else is said.</summary>
    public ImmutableArray<Glob> Excluded { get; init; } = [];

    /// <summary>Whether the operator said what is served; otherwise the live list and the catalog decide.</summary>
    public bool SaysSupported => Supported.Length > 0;

    /// <summary>Whether one of the patterns matches.</summary>
    public static bool Any(ImmutableArray<Glob> patterns, string model)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Matches(model))
                return true;
        }
        return false;
    }
}
