namespace Parley.Routing.Adaptive;

/// <summary>All that the adaptive strategy has learned, without any text of a request.</summary>
internal sealed record AdaptiveState
{
    /// <summary>The form of the file that this version writes and reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The form of the file.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>Which set of features was learned over.</summary>
    public int Features { get; init; } = RequestFeatures.Version;

    /// <summary>Where chance stands.</summary>
    public required ulong Random { get; init; }

    /// <summary>How many requests were settled.</summary>
    public required long Step { get; init; }

    /// <summary>After how many of them an arm was last found to have changed.</summary>
    public long ChangedAt { get; init; }

    /// <summary>How many requests may be used for exploring.</summary>
    public required double Credit { get; init; }

    /// <summary>The discounted sum of the squared errors of expected rewards.</summary>
    public required double Noise { get; init; }

    /// <summary>How many errors are in it.</summary>
    public required double NoiseWeight { get; init; }

    /// <summary>What is saved; below zero, what is owed.</summary>
    public required double Balance { get; init; }

    /// <summary>How much reward a unit of cost must bring.</summary>
    public required PriceRange Price { get; init; }

    /// <summary>The features of the requests of late.</summary>
    public required int[][] Recent { get; init; }

    /// <summary>What was seen of each arm, by name.</summary>
    public required Dictionary<string, ArmSums> Arms { get; init; }
}
