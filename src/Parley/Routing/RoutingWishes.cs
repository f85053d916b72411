namespace Parley.Routing;

/// <summary>What a caller asks of routing besides the model, by headers or metadata.</summary>
public sealed record RoutingWishes
{
    /// <summary>Nothing is asked.</summary>
    public static RoutingWishes None { get; } = new();

    /// <summary>The one backend that may answer (<c>X-Target-Backend</c>); null for any.</summary>
    public string? Backend { get; init; }

    /// <summary>The strategy to rank by; null for the configured one.</summary>
    public string? Strategy { get; init; }

    /// <summary>The most milliseconds to the first event (<c>X-Max-Latency-Ms</c>).</summary>
    public double? MaxLatencyMs { get; init; }

    /// <summary>The most watts (<c>X-Max-Power-Watts</c>).</summary>
    public double? MaxPowerWatts { get; init; }

    /// <summary>Whether speed stands above all (<c>X-Latency-Critical</c>).</summary>
    public bool LatencyCritical { get; init; }

    /// <summary>Whether little power is to be drawn (<c>X-Power-Efficient</c>).</summary>
    public bool PowerEfficient { get; init; }
}
