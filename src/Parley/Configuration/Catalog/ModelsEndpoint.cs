namespace Parley.Configuration;

/// <summary>Where a provider lists its models, and how the list looks.</summary>
/// <param name="Path">Relative to the backend's base address; with a leading slash, relative to its host.</param>
/// <param name="Shape">How the list looks.</param>
public sealed record ModelsEndpoint(string Path, ModelsShape Shape)
{
    /// <summary>The list's address at a base address.</summary>
    public Uri At(Uri baseAddress) => Path.StartsWith('/') ? new Uri(baseAddress, Path) : new Uri(baseAddress.AbsoluteUri + Path);
}

/// <summary>How a list of models looks.</summary>
public enum ModelsShape
{
    /// <summary><c>{"data":[{"id":"…"}]}</c>.</summary>
    OpenAI,

    /// <summary>As OpenAI's, in pages: <c>has_more</c> and <c>last_id</c>, asked for with <c>after_id</c>.</summary>
    Anthropic,

    /// <summary><c>{"models":[{"name":"models/…"}]}</c>, in pages: <c>nextPageToken</c>, asked for with <c>pageToken</c>.</summary>
    Gemini,

    /// <summary><c>{"models":[{"name":"…"}]}</c>.</summary>
    Ollama,

    /// <summary><c>[{"id":"…"}]</c>.</summary>
    Array,
}
