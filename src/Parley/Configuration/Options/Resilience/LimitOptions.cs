namespace Parley.Configuration.Options;

/// <summary>The group <c>limits</c> of a backend. Null is what was not said.</summary>
public sealed record LimitOptions
{
    /// <summary>Nothing is said.</summary>
    public static LimitOptions None { get; } = new();

    /// <summary>Requests in any minute, for each key and model.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Tokens in any minute, read and written, for each key and model.</summary>
    public long? TokensPerMinute { get; init; }

    /// <summary>Requests in any 24 hours, for each key and model.</summary>
    public int? RequestsPerDay { get; init; }

    /// <summary>Requests at one time, for the whole backend.</summary>
    public int? Concurrency { get; init; }

    /// <summary>The longest that a request waits for its turn.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>How many may wait.</summary>
    public int? QueueLength { get; init; }

    /// <summary>The limits; null when nothing was said.</summary>
    internal LimitPolicy? Compile() => this == None ? null : new LimitPolicy
    {
        RequestsPerMinute = RequestsPerMinute,
        TokensPerMinute = TokensPerMinute,
        RequestsPerDay = RequestsPerDay,
        Concurrency = Concurrency,
        MaxWait = Wait ?? LimitPolicy.UsualWait,
        Queue = QueueLength ?? LimitPolicy.UsualQueue,
    };
}
