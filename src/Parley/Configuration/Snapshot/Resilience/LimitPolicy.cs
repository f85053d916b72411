namespace Parley.Configuration;

/// <summary>How much a backend may be asked, and how long requests wait for their turn.</summary>
public sealed record LimitPolicy
{
    /// <summary>No limits but those that were learned.</summary>
    internal static LimitPolicy None { get; } = new();

    /// <summary>How long requests wait where nothing else is said.</summary>
    public static TimeSpan UsualWait { get; } = TimeSpan.FromSeconds(30);

    /// <summary>How many may wait where nothing else is said.</summary>
    public const int UsualQueue = 100;

    /// <summary>Requests in any minute, for each key and model; null for any number.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Tokens in any minute, read and written, for each key and model; null for any number.</summary>
    public long? TokensPerMinute { get; init; }

    /// <summary>Requests in any 24 hours, for each key and model; null for any number.</summary>
    public int? RequestsPerDay { get; init; }

    /// <summary>Requests at one time, for the whole backend; null for any number.</summary>
    public int? Concurrency { get; init; }

    /// <summary>What of it holds whosever key is taken; null where nothing does.</summary>
    internal LimitPolicy? ForAnyKey => Concurrency is null ? null : this with { RequestsPerMinute = null, TokensPerMinute = null, RequestsPerDay = null };

    /// <summary>How many may wait for their turn; 0 for none.</summary>
    public int Queue { get; init; } = UsualQueue;

    /// <summary>The longest that one waits.</summary>
    public TimeSpan MaxWait { get; init; } = UsualWait;
}
