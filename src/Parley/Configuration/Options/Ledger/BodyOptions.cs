namespace Parley.Configuration.Options;

/// <summary>The section <c>ledger.bodies</c>: whether what was said is kept.</summary>
public sealed record BodyOptions
{
    /// <summary>Whether it is.</summary>
    public bool Enabled { get; init; }

    /// <summary>How long.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How many bytes of each request, and of each answer.</summary>
    public int MaxBytes { get; init; } = 64 << 10;
}
