namespace Parley.Configuration.Options;

/// <summary>How much each property of a target counts under the strategy <c>scored</c>. Only their ratios matter.</summary>
public sealed record ScoreWeights
{
    /// <summary>What the request costs there.</summary>
    public double Cost { get; init; } = 0.4;

    /// <summary>How soon its first event comes.</summary>
    public double Latency { get; init; } = 0.3;

    /// <summary>How good its answers are.</summary>
    public double Quality { get; init; } = 0.2;

    /// <summary>How seldom it fails.</summary>
    public double Availability { get; init; } = 0.1;

    /// <summary>How little power it draws.</summary>
    public double Power { get; init; }

    /// <summary>All of them together.</summary>
    public double Sum => Cost + Latency + Quality + Availability + Power;

    /// <summary>The weights of a target of optimization.</summary>
    public static ScoreWeights Of(OptimizationTarget target) => target switch
    {
        OptimizationTarget.Cost => new ScoreWeights { Cost = 0.6, Latency = 0.2, Quality = 0.2 },
        OptimizationTarget.Speed => new ScoreWeights { Cost = 0.2, Latency = 0.6, Quality = 0.2 },
        OptimizationTarget.Quality => new ScoreWeights { Cost = 0.2, Latency = 0.2, Quality = 0.6 },
        _ => new ScoreWeights { Cost = 0.33, Latency = 0.33, Quality = 0.34 },
    };
}

/// <summary>What the strategy <c>scored</c> is to aim at: names for weights.</summary>
public enum OptimizationTarget
{
    /// <summary>Cost counts most.</summary>
    Cost,

    /// <summary>Latency counts most.</summary>
    Speed,

    /// <summary>The quality of answers counts most.</summary>
    Quality,

    /// <summary>The three count the same.</summary>
    Balanced,
}
