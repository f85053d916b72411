namespace Parley.Pipeline;

/// <summary>What a caller asks of the cache of answers.</summary>
public sealed record CacheWish
{
    /// <summary>Nothing is asked.</summary>
    public static CacheWish None { get; } = new();

    /// <summary>Whether it may be used.</summary>
    public CacheUse Use { get; init; }

    /// <summary>How long this answer may be given again; null as configured.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>How old an answer may be; null for any that is not too old for the configuration.</summary>
    public TimeSpan? MaxAge { get; init; }
}

/// <summary>Whether the cache of answers may be used for one request.</summary>
public enum CacheUse
{
    /// <summary>As configured.</summary>
    Usual,

    /// <summary>Neither is an answer taken from it, nor is this one kept.</summary>
    Off,

    /// <summary>The backend is asked, and the new answer takes the place of the old.</summary>
    Refresh,

    /// <summary>The backend is not asked: it is a refusal that there is no answer.</summary>
    OnlyIfCached,
}
