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

    /// <summary>The most that the request may cost by estimate, in US dollars (<c>X-Max-Cost</c>).</summary>
    public double? MaxCost { get; init; }

    /// <summary>How urgent it is called (<c>X-Priority</c>); null when nothing is said.</summary>
    public RequestPriority? AskedPriority { get; init; }

    /// <summary>How urgent it is: as it is called, else after what it is about.</summary>
    public RequestPriority Priority => AskedPriority ?? (LatencyCritical || MediaType == "realtime" ? RequestPriority.Critical : MediaType == "audio" ? RequestPriority.High : RequestPriority.Normal);

    /// <summary>The time by which it must be answered, counted from its arrival (<c>X-Deadline-Ms</c>); null when not said.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>What it is about (<c>X-Media-Type</c>): <c>text</c>, <c>code</c>, <c>image</c>, <c>audio</c>, <c>realtime</c>; null when not said.</summary>
    public string? MediaType { get; init; }

    /// <summary>Whether speed stands above all (<c>X-Latency-Critical</c>).</summary>
    public bool LatencyCritical { get; init; }

    /// <summary>Whether little power is to be drawn (<c>X-Power-Efficient</c>).</summary>
    public bool PowerEfficient { get; init; }
}

/// <summary>How urgent a request is.</summary>
public enum RequestPriority
{
    /// <summary>Others come first.</summary>
    Low,

    /// <summary>Nothing is said.</summary>
    Normal,

    /// <summary>Before the usual ones.</summary>
    High,

    /// <summary>Before all others.</summary>
    Critical,
}
