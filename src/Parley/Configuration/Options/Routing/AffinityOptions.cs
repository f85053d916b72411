namespace Parley.Configuration.Options;

/// <summary>The group <c>routing.affinity</c>: whether conversations stay where a provider has the beginning of their prompt in its cache.</summary>
public sealed record AffinityOptions
{
    /// <summary>Whether they do.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether strategies that only spread requests stick to the target that has read the beginning: then prompts with the same beginning are not spread, be they of one conversation or not.</summary>
    public bool Sticky { get; init; }

    /// <summary>How long a provider is taken to keep a beginning after its last use.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Which part of the price of cached tokens is saved, from 0 to 1.</summary>
    public double Saving { get; init; } = 0.5;
}
