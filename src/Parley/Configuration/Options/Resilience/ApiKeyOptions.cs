namespace Parley.Configuration.Options;

/// <summary>An entry of <c>api_keys</c> of a backend.</summary>
public sealed record ApiKeyOptions
{
    /// <summary>The key.</summary>
    public SecretSetting? Key { get; init; }

    /// <summary>Its share of the requests, beside those of the others.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Requests in any minute with it, for each model; null for what the backend says.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Tokens in any minute with it, for each model; null for what the backend says.</summary>
    public long? TokensPerMinute { get; init; }

    /// <summary>The place in the file; null for options made in code.</summary>
    internal Diagnostics.SourceSpan? Span { get; init; }
}
