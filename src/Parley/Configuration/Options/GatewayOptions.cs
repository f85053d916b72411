using System.Collections.Immutable;

namespace Parley.Configuration.Options;

/// <summary>A configuration as it was written: the whole file, or several laid over each other, or what an embedder builds in code. Plain data; nothing is checked yet.</summary>
public sealed record GatewayOptions
{
    /// <summary>Addresses and limits of the program.</summary>
    public ServerOptions Server { get; init; } = new();

    /// <summary>Whether media that callers name by address are fetched.</summary>
    public ImageOptions Images { get; init; } = new();

    /// <summary>Which target comes first.</summary>
    public RoutingOptions Routing { get; init; } = new();

    /// <summary>What happens when attempts fail or are late.</summary>
    public FailureOptions Failure { get; init; } = FailureOptions.None;

    /// <summary>When breakers open.</summary>
    public BreakerOptions Breaker { get; init; } = new();

    /// <summary>Whether and how backends are asked if they are well.</summary>
    public HealthOptions Health { get; init; } = new();

    /// <summary>Which sensors are read, and how hot local hardware may get; null for none.</summary>
    public ThermalOptions? Thermal { get; init; }

    /// <summary>How much power, noise and heat requests may cause; null for any.</summary>
    public EfficiencyOptions? Efficiency { get; init; }

    /// <summary>Where ledger, keys and budgets are kept: a file of SQLite, <c>postgres://...</c>, or <c>none</c>; null for the program's default.</summary>
    public SecretSetting? Store { get; init; }

    /// <summary>Where keys of providers are kept: <c>file</c>, <c>keychain</c>, <c>libsecret</c>, or the address of an Azure Key Vault; null for what the environment says, else the file.</summary>
    public string? Credentials { get; init; }

    /// <summary>How the books are kept.</summary>
    public LedgerOptions Ledger { get; init; } = new();

    /// <summary>Whether answers are kept.</summary>
    public CacheOptions Cache { get; init; } = new();

    /// <summary>The backends, in order.</summary>
    public ImmutableArray<BackendOptions> Backends { get; init; } = [];

    /// <summary>The names that callers may ask for, in order.</summary>
    public ImmutableArray<ModelOptions> Models { get; init; } = [];

    /// <summary>The callers' keys; once there is one, every call needs one.</summary>
    public ImmutableArray<KeyOptions> Keys { get; init; } = [];

    /// <summary>Whether there are callers' keys besides these, in a store.</summary>
    public bool HasStoredKeys { get; init; }

    /// <summary>How much callers may use, in order.</summary>
    public ImmutableArray<LimitRuleOptions> Limits { get; init; } = [];

    /// <summary>What a session may use, and when it has run in circles; null for anything.</summary>
    public SessionOptions? Sessions { get; init; }

    /// <summary>The address that is told of limits that are nearly used up; null for none.</summary>
    public string? LimitsWebhook { get; init; }

    /// <summary>What models cost, as the operator says; stands before what anybody else says.</summary>
    public ImmutableArray<PriceEntry> Prices { get; init; } = [];

    /// <summary>Providers that the operator added or changed; they replace those of the catalog.</summary>
    public ImmutableArray<ProviderDescriptor> Providers { get; init; } = [];

    /// <summary>Servers that have tools, by the Model Context Protocol.</summary>
    public ImmutableArray<ToolServerOptions> ToolServers { get; init; } = [];

    /// <summary>Backends that are code; no file can name one, but targets can lead to it.</summary>
    public ImmutableArray<InProcessBackend> InProcess { get; init; } = [];

    /// <summary>The file that this was read from; null for options made in code.</summary>
    internal Reading.ConfigMap? Node { get; init; }
}
