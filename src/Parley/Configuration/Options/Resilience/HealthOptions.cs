namespace Parley.Configuration.Options;

/// <summary>The group <c>health</c>, of the gateway or of a backend. Null is what was not said.</summary>
public sealed record HealthOptions
{
    /// <summary>Whether backends are asked; null for those on the operator's own machines.</summary>
    public bool? Enabled { get; init; }

    /// <summary>How often; zero for never.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>How long an answer may take.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>After how many failures in a row a backend is not well.</summary>
    public int? Threshold { get; init; }

    /// <summary>These on top of others. Who says how often a backend is to be asked wants it asked.</summary>
    internal HealthOptions Over(HealthOptions lower) => new()
    {
        Enabled = Enabled ?? (Interval is null ? lower.Enabled : Interval > TimeSpan.Zero),
        Interval = Interval ?? lower.Interval,
        Timeout = Timeout ?? lower.Timeout,
        Threshold = Threshold ?? lower.Threshold,
    };

    /// <summary>What holds for a backend; null when it is not asked. Clouds are only where the operator says so: they are well more often than the way to them.</summary>
    internal HealthPolicy? For(ProviderDescriptor provider, string hardware)
    {
        var usual = new HealthPolicy();
        var interval = Interval ?? usual.Interval;
        var isAsked = (Enabled ?? hardware != "cloud") && interval > TimeSpan.Zero && (provider.HealthPath is not null || provider.ModelsEndpoint is not null);
        return isAsked ? new HealthPolicy { Interval = interval, Timeout = Timeout ?? usual.Timeout, Threshold = Threshold ?? usual.Threshold } : null;
    }
}
