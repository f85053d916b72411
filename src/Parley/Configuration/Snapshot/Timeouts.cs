namespace Parley.Configuration;

/// <summary>How long one attempt may take, each part with its own fault. All are positive.</summary>
public sealed record Timeouts
{
    /// <summary>What holds where neither the operator nor the catalog says otherwise.</summary>
    public static Timeouts Default { get; } = new();

    /// <summary>Until the connection stands, TLS included.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Until the first semantic event of a stream, or the head of a whole reply.</summary>
    public TimeSpan FirstEvent { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Between two events of a stream.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>From the first byte sent to the last byte received.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromMinutes(10);
}
