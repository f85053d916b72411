using System.Collections.Immutable;
using Parley.Configuration.Options;

namespace Parley.Configuration.Compiling;

/// <summary>Finds a backend's credential: what the operator said, else the environment variables that the catalog names, else the store.</summary>
internal static class CredentialSource
{
    /// <summary>The credential and, when it is needed and not there, why the backend cannot be used.</summary>
    public static (Secret? Credential, string? Reason) Of(BackendOptions options, ProviderDescriptor provider, BackendAuth auth, CompileScope scope)
    {
        if (auth.Scheme == AuthScheme.None || options.KeyPerCall)
            return (null, null);
        var given = options.ApiKey ?? First(options.ApiKeys);
        var said = auth.Scheme == AuthScheme.OAuth2 ? options.Auth?.ClientSecret ?? given : given;
        if (said is not null)
            return (said.Value, said.Value is null && !provider.IsKeyless ? Unset(said) : null);
        // A key of the provider is no token of Entra, and is not sent as one.
        if (auth.Scheme != AuthScheme.Entra && (InEnvironment(provider, scope.Environment) ?? scope.Stored.Of(options.Id, provider)) is { } found)
            return (found, null);
        // These are looked for when they are needed: they come from files and services, and they end.
        return (null, provider.IsKeyless || auth.Scheme is AuthScheme.Aws or AuthScheme.Google or AuthScheme.Entra ? null : Lacking(provider, scope.Stored.IsKept));
    }

    /// <summary>Whether a key is given: in the configuration, in the environment or in the store.</summary>
    public static bool HasKey(BackendOptions options, ProviderDescriptor provider, CompileScope scope) =>
        options.ApiKey is not null || !options.ApiKeys.IsEmpty || InEnvironment(provider, scope.Environment) is not null || scope.Stored.Has(options.Id, provider);

    /// <summary>The several keys that are there, named after the backend and counted as they are written.</summary>
    public static ImmutableArray<BackendKey> Several(BackendOptions options, BackendAuth auth) => auth.Scheme == AuthScheme.None ? [] :
    [
        .. options.ApiKeys.Select((entry, index) => (entry, index)).Where(static one => one.entry.Key?.Value is not null)
            .Select(one => new BackendKey($"{options.Id}#{one.index + 1}", one.entry.Key!.Value!, one.entry.Weight) { RequestsPerMinute = one.entry.RequestsPerMinute, TokensPerMinute = one.entry.TokensPerMinute }),
    ];

    /// <summary>The first key that is there; else the first that is not.</summary>
    private static SecretSetting? First(ImmutableArray<ApiKeyOptions> keys) =>
        (keys.FirstOrDefault(static entry => entry.Key?.Value is not null) ?? keys.FirstOrDefault())?.Key;

    private static Secret? InEnvironment(ProviderDescriptor provider, Func<string, string?> environment) =>
        provider.Env.Select(environment).FirstOrDefault(static value => !string.IsNullOrWhiteSpace(value)) is { } value ? new Secret(value) : null;

    private static string Unset(SecretSetting said) => said.Trouble is { } trouble ? $"its key cannot be had: {trouble}" : said.Variable is { } name ? $"environment variable {name} is not set" : "its key is empty";

    private static string Lacking(ProviderDescriptor provider, bool hasStore)
    {
        var stored = hasStore ? $", or run `parley credentials set {provider.Name}`" : "";
        return provider.Env.IsEmpty ? $"it has no key: set api_key{stored}" : $"it has no key: set {string.Join(" or ", provider.Env)}, or api_key{stored}";
    }
}
