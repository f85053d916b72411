using Parley.Configuration.Options;

namespace Parley.Configuration.Compiling;

/// <summary>Finds a backend's credential: what the operator said, else the environment variables that the catalog names.</summary>
internal static class CredentialSource
{
    /// <summary>The credential and, when it is needed and not there, why the backend cannot be used.</summary>
    public static (Secret? Credential, string? Reason) Of(BackendOptions options, ProviderDescriptor provider, BackendAuth auth, Func<string, string?> environment)
    {
        if (auth.Scheme == AuthScheme.None)
            return (null, null);
        var said = auth.Scheme == AuthScheme.OAuth2 ? options.Auth?.ClientSecret ?? options.ApiKey : options.ApiKey;
        if (said is not null)
            return (said.Value, said.Value is null && !provider.IsKeyless ? Unset(said) : null);
        foreach (var name in provider.Env)
        {
            if (environment(name) is { } value && !string.IsNullOrWhiteSpace(value))
                return (new Secret(value), null);
        }
        // AWS's keys are looked for when they are needed: they come from files and services, and they end.
        return (null, provider.IsKeyless || auth.Scheme == AuthScheme.Aws ? null : Lacking(provider));
    }

    private static string Unset(SecretSetting said) => said.Variable is { } name ? $"environment variable {name} is not set" : "its key is empty";

    private static string Lacking(ProviderDescriptor provider) =>
        provider.Env.IsEmpty ? "it has no key: set api_key" : $"it has no key: set {string.Join(" or ", provider.Env)}, or api_key";
}
