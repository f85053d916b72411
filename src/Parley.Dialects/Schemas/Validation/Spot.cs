namespace Parley.Dialects.Schemas;

/// <summary>Where a check is.</summary>
/// <param name="At">The place of the value.</param>
/// <param name="Depth">How deep schemas lie in each other by now.</param>
/// <param name="InPlace">How many of them speak of this value.</param>
internal readonly record struct Spot(string At, int Depth, int InPlace)
{
    /// <summary>Another schema for the same value.</summary>
    public Spot Again => this with { Depth = Depth + 1, InPlace = InPlace + 1 };

    /// <summary>A value within this one.</summary>
    public Spot Below(string at) => new(at, Depth + 1, 0);
}
