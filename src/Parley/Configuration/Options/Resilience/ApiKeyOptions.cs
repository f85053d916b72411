namespace Parley.Configuration.Options;

/// <summary>An entry of <c>api_keys</c> of a backend.</summary>
public sealed record ApiKeyOptions
{
    /// <summary>The key.</summary>
    public SecretSetting? Key { get; init; }

    /// <summary>Its share of the requests, beside those of the others.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>The place in the file; null for options made in code.</summary>
    internal Diagnostics.SourceSpan? Span { get; init; }
}
