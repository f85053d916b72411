namespace Parley.Configuration.Options;

/// <summary>The section <c>cache</c>: whether answers are kept, so that the same question need not be asked twice.</summary>
public sealed record CacheOptions
{
    /// <summary>Whether answers are kept.</summary>
    public bool Enabled { get; init; }

    /// <summary>How long an answer may be given again.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The most answers in memory.</summary>
    public int MostEntries { get; init; } = 1000;

    /// <summary>The most bytes of answers in memory.</summary>
    public long MaxBytes { get; init; } = 64L << 20;

    /// <summary>Whether what was answered to one key is given to others.</summary>
    public bool Shared { get; init; }

    /// <summary>Whether answers are kept in the store too.</summary>
    public bool Store { get; init; }

    /// <summary>Whether only answers to requests with a temperature of 0 are kept.</summary>
    public bool DeterministicOnly { get; init; }
}

/// <summary>What a model name says of the cache where that differs from the section.</summary>
public sealed record ModelCacheOptions
{
    /// <summary>Nothing.</summary>
    public static ModelCacheOptions None { get; } = new();

    /// <summary>Whether its answers are kept; null as the section says.</summary>
    public bool? Enabled { get; init; }

    /// <summary>How long its answers may be given again; null as the section says.</summary>
    public TimeSpan? TimeToLive { get; init; }
}
