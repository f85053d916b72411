namespace Parley.Configuration;

/// <summary>How callers of a provider identify themselves.</summary>
/// <param name="Scheme">The scheme.</param>
/// <param name="Name">The header of <see cref="AuthScheme.Header"/> or the parameter of <see cref="AuthScheme.Query"/>; empty otherwise.</param>
public sealed record ProviderAuth(AuthScheme Scheme, string Name = "")
{
    /// <summary>No credential.</summary>
    public static ProviderAuth None { get; } = new(AuthScheme.None);

    /// <summary>True where servers may run without a credential: it is sent when there is one.</summary>
    public bool Optional { get; init; }

    /// <summary>The scheme where no key is given, and the environment names somebody whose tokens can be fetched; null where there is only one way.</summary>
    public AuthScheme? Otherwise { get; init; }

    /// <summary>The token endpoint of <see cref="AuthScheme.OAuth2"/>, where the provider has one for all; null otherwise.</summary>
    public string? TokenUrl { get; init; }

    /// <summary>The scopes to ask for; empty for none.</summary>
    public string Scope { get; init; } = "";
}
