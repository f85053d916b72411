namespace Parley.Configuration;

/// <summary>Where one attempt goes: a backend, and the model's name there.</summary>
/// <param name="Backend">The backend.</param>
/// <param name="Model">The model as the backend names it.</param>
public sealed record Target(Backend Backend, string Model)
{
    /// <summary>Its share of the requests under the strategy <c>weighted</c>.</summary>
    public double Weight { get; init; } = Backend.Weight;

    /// <summary>How good its answers are, from 0 to 1; null when not said.</summary>
    public double? Quality { get; init; } = Backend.Quality;

    /// <summary>How the name that was asked for led here.</summary>
    public NameFit Fit { get; init; } = NameFit.Served;

    /// <summary>The priority of the pattern that led here.</summary>
    public int FitPriority { get; init; }

    /// <summary>Whether it is the same model of the same backend, whatever key it is asked with.</summary>
    public bool IsSameAs(Target other) => Model == other.Model && Backend.Id == other.Backend.Id;

    /// <summary><c>backendId/model</c>, as callers and operators write it.</summary>
    public override string ToString() => $"{Backend.Id}/{Model}";
}
