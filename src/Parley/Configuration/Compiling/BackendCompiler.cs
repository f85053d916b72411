using System.Collections.Immutable;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Dialects;

namespace Parley.Configuration.Compiling;

/// <summary>Makes a backend of what the operator wrote and what the catalog knows.</summary>
internal sealed class BackendCompiler(CompileScope scope)
{
    /// <summary>The backend; null after a problem.</summary>
    public Backend? Compile(BackendOptions options, ProblemList problems)
    {
        if (ProviderChoice.Of(options, scope.Catalog) is not { } provider || Endpoint.Of(options, provider, scope, problems) is not { } endpoint)
            return null;
        var auth = Auth(options, provider, endpoint.Address);
        var (credential, reason) = CredentialSource.Of(options, provider, auth, scope);
        var nature = options.Characteristics;
        var profile = Profile(options, provider);
        return new Backend
        {
            Id = options.Id, Name = options.Name ?? options.Id,
            Provider = provider, Dialect = provider.Dialect,
            AlsoSpeaks = endpoint.IsDeployment ? [] : provider.AlsoSpeaks,
            BaseAddress = endpoint.Address, Query = endpoint.Query, Paths = endpoint.Paths,
            Credential = credential, Auth = auth, KeyPerCall = options.KeyPerCall,
            Headers = Headers(options, provider),
            ModelsEndpoint = provider.ModelsEndpoint,
            Profile = profile,
            Parameters = provider.Parameters.AddRange(options.Parameters),
            Timeouts = options.Timeouts.Over(provider.Timeouts),
            Retry = options.Retry, SlowStream = options.SlowStream, Limits = options.Limits.Compile(),
            AdaptiveTimeout = options.AdaptiveTimeout.Compile(),
            Breaker = options.Breaker.Over(scope.Breaker),
            Health = options.Health.Over(scope.Health).For(provider, options.Hardware ?? provider.Hardware),
            Priority = scope.PriorityOf(options.Id) ?? options.Priority ?? nature.Priority ?? 0,
            Patterns = Patterns(options.ModelCapability),
            DefaultModel = options.Model ?? provider.DefaultModel, Defaults = options.Defaults,
            Hardware = options.Hardware ?? provider.Hardware,
            PowerWatts = Watts(options, provider),
            TypicalLatency = nature.AverageLatency, TokensPerSecond = nature.MaxTokensPerSecond,
            MaxModelSizeGB = options.ModelCapability.MaxModelSizeGB,
            Region = options.Region, Tags = options.Tags,
            Weight = options.Weight, Quality = nature.Quality,
            ModelMap = options.ModelMap, Passthrough = options.Passthrough,
            // The field's unit is euro for a thousand tokens, whatever its name says; prices are kept for a million.
            Price = options.CostPerToken is { } cost ? new TokenPrice(cost * 1000, cost * 1000, BackendOptions.CostCurrency) : null,
            Prices = BackendPricing.Of(options, provider, endpoint.Address, scope),
            Abilities = provider.Abilities with { JsonSchema = profile.StructuredOutput == StructuredOutput.JsonSchema },
            DisabledReason = options.Enabled ? reason : "it is switched off: enabled is false",
        }.Holding(CredentialSource.Several(options, auth));
    }

    private ImmutableArray<KeyValuePair<string, string>> Headers(BackendOptions options, ProviderDescriptor provider)
    {
        var shipped = new Placeholders(provider, options, scope.Environment).FillAll(provider.Headers).Where(header => !Says(options, header.Key));
        return [.. shipped, .. options.Headers.OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>What the abilities deny, the writers of requests need not be told once more: where a quirk does not say that JSON of some kind can be had, nothing of it is demanded.</summary>
    private static WireProfile Profile(BackendOptions options, ProviderDescriptor provider)
    {
        var quirks = provider.Quirks with { Flags = options.Flags ?? provider.Quirks.Flags };
        return provider.Abilities.JsonSchema || quirks.StructuredOutput != StructuredOutput.JsonSchema ? quirks : quirks with { StructuredOutput = StructuredOutput.None };
    }

    private static bool Says(BackendOptions options, string header) => options.Headers.Keys.Contains(header, StringComparer.OrdinalIgnoreCase);

    /// <summary>A header that the operator wrote out stands in the place of what would be made of a key.</summary>
    private BackendAuth Auth(BackendOptions options, ProviderDescriptor provider, Uri address) =>
        Found(options, provider, address) is var auth && auth.Header is { } header && Says(options, header) ? BackendAuth.None : auth;

    private BackendAuth Found(BackendOptions options, ProviderDescriptor provider, Uri address)
    {
        var auth = AuthOf(options, provider);
        if (options.Auth?.Scheme is null && provider.Auth.Otherwise == AuthScheme.Entra && !CredentialSource.HasKey(options, provider, scope)
            && EntraSettings.Of(options.Auth, provider.Auth, scope.Environment) is { IsNamed: true } named)
            return new BackendAuth(AuthScheme.Entra) { Entra = named };
        return auth.Scheme switch
        {
            AuthScheme.Aws => auth with { Identity = AwsSettings.Of(options, provider, address, scope.Environment) },
            AuthScheme.Google => auth with { Google = GoogleSettings.Of(options.Auth, provider.Auth, scope.Environment) },
            AuthScheme.Entra => auth with { Entra = EntraSettings.Of(options.Auth, provider.Auth, scope.Environment) },
            _ => auth,
        };
    }

    /// <summary>How a backend is told who calls, without what is found in its surroundings.</summary>
    public static BackendAuth AuthOf(BackendOptions options, ProviderDescriptor provider)
    {
        var (own, shipped) = (options.Auth, provider.Auth);
        var scheme = own?.Scheme ?? (own?.TokenUrl is null ? shipped.Scheme : AuthScheme.OAuth2);
        var name = scheme switch
        {
            AuthScheme.Header => own?.Header ?? shipped.Name,
            AuthScheme.Query => own?.Parameter ?? shipped.Name,
            _ => "",
        };
        var tokenUrl = own?.TokenUrl ?? shipped.TokenUrl;
        return new BackendAuth(scheme, name)
        {
            Client = scheme == AuthScheme.OAuth2 && Uri.TryCreate(tokenUrl, UriKind.Absolute, out var address)
                ? new OAuth2Client(address, own?.ClientId ?? "", own?.Scope ?? shipped.Scope) { Audience = own?.Audience ?? "" }
                : null,
        };
    }

    private static ModelPatterns Patterns(ModelCapabilityOptions options) => new()
    {
        Supported = options.SupportedModelPatterns,
        Preferred = options.PreferredModels,
        Excluded = options.ExcludedPatterns,
    };

    /// <summary>A remote backend's watts are unknown: the 0 that documents write for the cloud would win every comparison of power.</summary>
    private static double? Watts(BackendOptions options, ProviderDescriptor provider) =>
        (options.Hardware ?? provider.Hardware) == "cloud" && options.Characteristics.PowerWatts is null or <= 0 ? null : options.Characteristics.PowerWatts;
}
