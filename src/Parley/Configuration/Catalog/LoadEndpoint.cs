namespace Parley.Configuration;

/// <summary>Where a server says how loaded it is, at no cost.</summary>
/// <param name="Path">Relative to the backend's base address; with a leading slash, relative to its host.</param>
/// <param name="Shape">How the answer looks.</param>
public sealed record LoadEndpoint(string Path, LoadShape Shape)
{
    /// <summary>The name of the metric that counts waiting requests, for <see cref="LoadShape.Prometheus"/>.</summary>
    public string Waiting { get; init; } = "";

    /// <summary>Its address at a base address.</summary>
    public Uri At(Uri baseAddress) => new ModelsEndpoint(Path, default).At(baseAddress);
}

/// <summary>How a server says what it is loaded with.</summary>
public enum LoadShape
{
    /// <summary>The models in memory: <c>{"models":[{"name":"…"}]}</c>.</summary>
    Models,

    /// <summary>Metrics as text, a line for each.</summary>
    Prometheus,
}
