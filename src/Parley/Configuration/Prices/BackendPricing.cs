using System.Collections.Immutable;
using Parley.Configuration.Compiling;
using Parley.Configuration.Options;

namespace Parley.Configuration;

/// <summary>Finds out whose prices a backend has.</summary>
internal static class BackendPricing
{
    /// <summary>The prices of a backend of the catalog.</summary>
    public static BackendPrices Of(BackendOptions options, ProviderDescriptor provider, Uri address, CompileScope scope) => new()
    {
        Said = scope.Prices,
        IsOwnHardware = provider.OwnHardware && (options.Hardware ?? provider.Hardware) != "cloud",
        Providers = Providers(options, provider, address, scope),
        Unknown = scope.UnknownPrices,
    };

    /// <summary>The prices of one that is code: what the operator says.</summary>
    public static BackendPrices Of(CompileScope scope) => new() { Said = scope.Prices, Unknown = scope.UnknownPrices };

    private static ImmutableArray<string> Providers(BackendOptions options, ProviderDescriptor provider, Uri address, CompileScope scope)
    {
        if (options.PricedAs is { } said)
            return scope.Catalog.Find(said) is { } other ? Own(other) : [said];
        return IsItsOwn(provider, address) ? Own(provider) : [];
    }

    private static ImmutableArray<string> Own(ProviderDescriptor provider) => provider.PricedAs.IsEmpty ? [provider.Name] : provider.PricedAs;

    /// <summary>Whether an address is the provider's: who else speaks its dialect has other prices.</summary>
    private static bool IsItsOwn(ProviderDescriptor provider, Uri address)
    {
        foreach (var host in provider.Hosts)
        {
            if (host.Matches(address.Host))
                return true;
        }
        return provider.BaseUrl is { } url && new Glob(HostOf(url)).Matches(address.Host);
    }

    /// <summary>The host of the provider's address, with stars for its gaps.</summary>
    private static string HostOf(string baseUrl)
    {
        var text = new System.Text.StringBuilder();
        var isGap = false;
        foreach (var letter in baseUrl.AsSpan(baseUrl.IndexOf("://", StringComparison.Ordinal) + 3))
        {
            if (!isGap && letter is '/' or ':')
                break;
            if (letter is '{')
                text.Append('*');
            if (letter is '{' or '}')
                isGap = letter is '{';
            else if (!isGap)
                text.Append(letter);
        }
        return text.ToString();
    }
}
