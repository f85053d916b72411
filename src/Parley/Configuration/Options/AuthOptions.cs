namespace Parley.Configuration.Options;

/// <summary>The group <c>auth</c> of a backend: how its credential is sent, where that differs from the catalog. Null is what was not said.</summary>
public sealed record AuthOptions
{
    /// <summary>The scheme.</summary>
    public AuthScheme? Scheme { get; init; }

    /// <summary>The header of the scheme <c>header</c>.</summary>
    public string? Header { get; init; }

    /// <summary>The parameter of the scheme <c>query</c>.</summary>
    public string? Parameter { get; init; }

    /// <summary>The token endpoint of the scheme <c>oauth2</c>.</summary>
    public string? TokenUrl { get; init; }

    /// <summary>The client id of the scheme <c>oauth2</c>.</summary>
    public string? ClientId { get; init; }

    /// <summary>The client secret of the scheme <c>oauth2</c>.</summary>
    public SecretSetting? ClientSecret { get; init; }

    /// <summary>The scopes of the scheme <c>oauth2</c>, separated by spaces.</summary>
    public string? Scope { get; init; }

    /// <summary>The audience of the scheme <c>oauth2</c>.</summary>
    public string? Audience { get; init; }

    /// <summary>The tenant of the scheme <c>entra</c>.</summary>
    public string? TenantId { get; init; }

    /// <summary>The file of the scheme <c>google</c>: a service account's or a signed-in user's.</summary>
    public string? CredentialsFile { get; init; }

    /// <summary>The id of the signing key of the scheme <c>aws</c>.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>The signing key of the scheme <c>aws</c>.</summary>
    public SecretSetting? SecretAccessKey { get; init; }

    /// <summary>The token of a temporary key of the scheme <c>aws</c>.</summary>
    public SecretSetting? SessionToken { get; init; }

    /// <summary>The profile of the shared files of the scheme <c>aws</c>.</summary>
    public string? Profile { get; init; }
}
