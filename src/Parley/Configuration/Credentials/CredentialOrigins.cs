using System.Collections.Immutable;
using Parley.Configuration.Compiling;
using Parley.Configuration.Options;

namespace Parley.Configuration.Credentials;

/// <summary>Where a credential comes from.</summary>
public enum CredentialPlace
{
    /// <summary>What the configuration says of the backend.</summary>
    Configuration,

    /// <summary>The environment.</summary>
    Environment,

    /// <summary>The store.</summary>
    Store,

    /// <summary>It is stored under a name that is no backend's and no provider's.</summary>
    Nowhere,
}

/// <summary>Where a credential comes from.</summary>
/// <param name="Name">The id of a backend, or the name of a provider.</param>
/// <param name="Place">The place where it is found first.</param>
/// <param name="Detail">The environment variable, or the name in the store; what the configuration refers to; empty for none.</param>
public sealed record CredentialOrigin(string Name, CredentialPlace Place, string Detail = "")
{
    /// <summary>When what is stored under this name was set; null when nothing is.</summary>
    public DateTimeOffset? Set { get; init; }

    /// <summary>Whether something is stored under this name that another place hides.</summary>
    public bool IsHidden => Set is not null && Place is CredentialPlace.Configuration or CredentialPlace.Environment;
}

/// <summary>Tells where the credentials of backends and providers come from, without opening any.</summary>
/// <param name="catalog">The providers that are known.</param>
/// <param name="environment">The value of an environment variable; null when it is not set.</param>
/// <param name="store">The store.</param>
public sealed class CredentialOrigins(Catalog catalog, Func<string, string?> environment, ICredentialStore store)
{
    /// <summary>The configured backends, then what else is stored, then the providers that the environment has keys for; those without a credential are left out.</summary>
    /// <exception cref="CredentialStoreException">The store cannot be read.</exception>
    public ImmutableArray<CredentialOrigin> Of(GatewayOptions options)
    {
        var known = catalog.With(options.Providers);
        var stored = store.List().ToDictionary(static entry => entry.Name, static entry => entry.Set, StringComparer.OrdinalIgnoreCase);
        var names = options.Backends.Select(static backend => backend.Id).Concat(stored.Keys)
            .Concat(known.All.Where(provider => Variable(provider) is not null).Select(static provider => provider.Name)).Distinct(StringComparer.OrdinalIgnoreCase);
        var backends = options.Backends.DistinctBy(static backend => backend.Id, StringComparer.OrdinalIgnoreCase).ToDictionary(static backend => backend.Id, StringComparer.OrdinalIgnoreCase);
        return [.. names.Select(name => Of(name, backends.GetValueOrDefault(name), known, stored)).OfType<CredentialOrigin>()];
    }

    private CredentialOrigin? Of(string name, BackendOptions? backend, Catalog known, Dictionary<string, DateTimeOffset> stored)
    {
        DateTimeOffset? set = stored.TryGetValue(name, out var at) ? at : null;
        if (backend?.ApiKey is { } said)
            return new CredentialOrigin(name, CredentialPlace.Configuration, said.Variable is { } named ? $"environment variable {named}" : said.Reference ?? "") { Set = set };
        if (backend is { ApiKeys.IsEmpty: false } || backend?.Auth?.ClientSecret is not null)
            return new CredentialOrigin(name, CredentialPlace.Configuration) { Set = set };
        var provider = backend is null ? known.Find(name) : ProviderChoice.Of(backend, known);
        if (provider is null)
            return set is null ? null : new CredentialOrigin(name, CredentialPlace.Nowhere) { Set = set };
        if (Variable(provider) is { } variable)
            return new CredentialOrigin(name, CredentialPlace.Environment, variable) { Set = set };
        return CredentialNames.Of(name, provider).FirstOrDefault(stored.ContainsKey) is { } entry ? new CredentialOrigin(name, CredentialPlace.Store, entry) { Set = set } : null;
    }

    private string? Variable(ProviderDescriptor provider) => provider.Env.FirstOrDefault(variable => !string.IsNullOrWhiteSpace(environment(variable)));
}
