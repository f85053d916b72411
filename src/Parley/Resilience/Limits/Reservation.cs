namespace Parley.Resilience;

/// <summary>What one request has taken of a backend's limits: its place among those that run, and an estimate of its tokens until they are known.</summary>
internal sealed class Reservation
{
    /// <summary>When it was taken.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whose limits it counts against.</summary>
    public required LimitUse Use { get; init; }

    /// <summary>The tokens that it counts for.</summary>
    public long Tokens { get; set; }
}

/// <summary>What a request asks of a backend's limits.</summary>
/// <param name="Key">The key by which it goes; empty for backends with one.</param>
/// <param name="Model">The model.</param>
/// <param name="Tokens">How many tokens it will take, by estimate.</param>
internal readonly record struct LimitAsk(string Key, string Model, long Tokens)
{
    /// <summary>How urgent it is; the larger goes first.</summary>
    public int Priority { get; init; }

    /// <summary>Whose it is: callers share what there is, however many requests each has waiting.</summary>
    public string Caller { get; init; } = "";

    /// <summary>How long it can wait.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.MaxValue;
}
