namespace Parley.Routing.Adaptive;

/// <summary>How the adaptive strategy learns and spends. None of it depends on how many arms there are or on what they cost.</summary>
internal sealed record AdaptiveOptions
{
    /// <summary>What a request may cost on average, in any one currency; null for no limit.</summary>
    public double? Ceiling { get; init; }

    /// <summary>The start of all chance.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What an observation is still worth after one more settled request, above 0 up to 1. At 0.9995 half is forgotten after 1386 requests.</summary>
    public double Discount { get; init; } = 0.9995;

    /// <summary>At most this share of requests goes to an arm that is tried by chance for what could be learned from it, from 0 to 1; more at first, but for 0. First tries of new arms are not counted.</summary>
    public double ExploreShare { get; init; } = 0.002;

    /// <summary>How boldly it explores: the spread of the sampled rewards in standard deviations of what is not yet known; 0 for never.</summary>
    public double Boldness { get; init; } = 1;

    /// <summary>How much better an arm is taken for than it was seen, in standard errors of its mean; it fades to a ninth.</summary>
    public double Optimism { get; init; } = 2;

    /// <summary>What is known of arms beforehand, by name, such as costs from the catalog.</summary>
    public IReadOnlyDictionary<string, ArmPrior> Priors { get; init; } = new Dictionary<string, ArmPrior>();
}

/// <summary>What is believed of an arm before anything was seen.</summary>
/// <param name="Cost">What a request costs on average; null when it is not known.</param>
/// <param name="Reward">How good its answers are on average, from 0 to 1; null when it is not known.</param>
/// <param name="Weight">How many observations this belief is worth.</param>
internal sealed record ArmPrior(double? Cost, double? Reward = null, double Weight = 2);
