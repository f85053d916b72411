using Parley.Configuration.Options;

namespace Parley.Configuration.Compiling;

/// <summary>Decides which provider a backend is.</summary>
internal static class ProviderChoice
{
    /// <summary>The provider of a backend; null when the catalog knows none.</summary>
    public static ProviderDescriptor? Of(BackendOptions options, Catalog catalog)
    {
        var named = options.Type is { } type ? catalog.Find(type) : catalog.Find(options.Id) ?? ByBeginning(options.Id, catalog);
        if (named is null || options.Endpoint is null)
            return named;
        return catalog.All.FirstOrDefault(provider => provider.Dialect == named.Dialect && IsAt(provider, options.Endpoint)) ?? named;
    }

    /// <summary>The provider whose name begins an id: <c>ollama-nvidia</c> is an Ollama.</summary>
    private static ProviderDescriptor? ByBeginning(string id, Catalog catalog)
    {
        for (var end = id.LastIndexOfAny(['-', '_', '.']); end > 0; end = id.LastIndexOfAny(['-', '_', '.'], end - 1))
        {
            if (catalog.Find(id[..end]) is { } provider)
                return provider;
        }
        return null;
    }

    /// <summary>Whether an address belongs to a provider that has its own auth and paths, whatever type the backend is given (an Azure address under type openai).</summary>
    private static bool IsAt(ProviderDescriptor provider, string endpoint) =>
        provider.Hosts.Length > 0 && Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && ModelPatterns.Any(provider.Hosts, address.Host);
}
