namespace Parley.Configuration;

/// <summary>Where one attempt goes: a backend, and the model's name there.</summary>
/// <param name="Backend">The backend.</param>
/// <param name="Model">The model as the backend names it.</param>
public sealed record Target(Backend Backend, string Model)
{
    /// <summary><c>backendId/model</c>, as callers and operators write it.</summary>
    public override string ToString() => $"{Backend.Id}/{Model}";
}
