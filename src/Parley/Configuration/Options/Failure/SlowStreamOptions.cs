namespace Parley.Configuration.Options;

/// <summary>The group <c>slow_stream</c> of a backend: when a stream that trickles is given up.</summary>
public sealed record SlowStreamOptions
{
    /// <summary>No stream is too slow.</summary>
    public static SlowStreamOptions None { get; } = new();

    /// <summary>The least tokens a second, estimated from the text; null for any.</summary>
    public double? MinTokensPerSecond { get; init; }

    /// <summary>Over what time they are counted.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);
}
