namespace Parley.Configuration.Options;

/// <summary>The fields of a backend whose deadline follows its answers. Null is what was not said.</summary>
public sealed record AdaptiveTimeoutOptions
{
    /// <summary>Whether it does; null where saying one of the others says so.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The shortest deadline.</summary>
    public TimeSpan? Base { get; init; }

    /// <summary>The longest.</summary>
    public TimeSpan? Max { get; init; }

    /// <summary>By how much it is above what nearly all answers take.</summary>
    public double? Multiplier { get; init; }

    /// <summary>Whether requests that nobody waits for get the longest.</summary>
    public bool? Patient { get; init; }

    /// <summary>What holds; null where deadlines are fixed.</summary>
    internal AdaptiveTimeout? Compile()
    {
        if (!(Enabled ?? (Base is not null || Max is not null || Multiplier is not null || Patient == true)))
            return null;
        var usual = new AdaptiveTimeout();
        var least = Base ?? usual.Base;
        return new AdaptiveTimeout { Base = least, Max = Max ?? (usual.Max > least ? usual.Max : least), Multiplier = Multiplier ?? usual.Multiplier, IsPatient = Patient ?? usual.IsPatient };
    }
}
