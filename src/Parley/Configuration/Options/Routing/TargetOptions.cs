namespace Parley.Configuration.Options;

/// <summary>An item of <c>targets</c>: where a model name leads, and what is said of that place for this name alone.</summary>
/// <param name="Text"><c>backend/model</c>, or a backend that has a default model.</param>
public sealed record TargetOptions(string Text)
{
    /// <summary>Its share of the requests under the strategy <c>weighted</c>; null for that of the backend.</summary>
    public double? Weight { get; init; }

    /// <summary>How good its answers are, from 0 to 1; null for what the backend says.</summary>
    public double? Quality { get; init; }

    /// <summary>A target of which nothing else is said.</summary>
    public static implicit operator TargetOptions(string text) => new(text);

    /// <summary>The text.</summary>
    public override string ToString() => Text;
}
