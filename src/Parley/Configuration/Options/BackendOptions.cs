using System.Collections.Immutable;

namespace Parley.Configuration.Options;

/// <summary>An entry of <c>backends</c>. Null is what was not said.</summary>
public sealed record BackendOptions
{
    /// <summary>The operator's name for it.</summary>
    public string Id { get; init; } = "";

    /// <summary>A provider of the catalog, or an alias of one; null takes the id for it.</summary>
    public string? Type { get; init; }

    /// <summary>The name to show.</summary>
    public string? Name { get; init; }

    /// <summary>False to leave it out without deleting it.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether callers may reach everything below its address, untranslated.</summary>
    public bool Passthrough { get; init; }

    /// <summary>The address, with or without version.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The key; null looks where the catalog says.</summary>
    public SecretSetting? ApiKey { get; init; }

    /// <summary>Whether each call brings its own key: it is usable without one, and asked with nobody's but the call's. For hosts in code alone.</summary>
    public bool KeyPerCall { get; init; }

    /// <summary>Several keys in place of one.</summary>
    public ImmutableArray<ApiKeyOptions> ApiKeys { get; init; } = [];

    /// <summary>How the key is sent, where it differs from the catalog.</summary>
    public AuthOptions? Auth { get; init; }

    /// <summary>Headers of every request.</summary>
    public ImmutableDictionary<string, string> Headers { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What fills the placeholders of the provider: resource, account, API version, organization.</summary>
    public ImmutableDictionary<string, string> Variables { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The model when nobody names one.</summary>
    public string? Model { get; init; }

    /// <summary>What requests are given where they say nothing.</summary>
    public RequestDefaults Defaults { get; init; } = RequestDefaults.None;

    /// <summary>What it does with single parameters of a chat, after the rules of its provider.</summary>
    public ImmutableArray<ParameterRule> Parameters { get; init; } = [];

    /// <summary>Which values of the dialect's feature headers pass, in place of the provider's list; null keeps that.</summary>
    public ImmutableArray<string>? Flags { get; init; }

    /// <summary>How long an attempt may take.</summary>
    public TimeoutOptions Timeouts { get; init; } = new();

    /// <summary>What is tried again here.</summary>
    public RetryOptions Retry { get; init; } = RetryOptions.None;

    /// <summary>Whether its deadline follows its answers.</summary>
    public AdaptiveTimeoutOptions AdaptiveTimeout { get; init; } = new();

    /// <summary>When its breakers open, where that differs from the gateway's.</summary>
    public BreakerOptions Breaker { get; init; } = new();

    /// <summary>Whether and how it is asked if it is well, where that differs from the gateway's.</summary>
    public HealthOptions Health { get; init; } = new();

    /// <summary>How much it may be asked.</summary>
    public LimitOptions Limits { get; init; } = LimitOptions.None;

    /// <summary>When a stream that trickles is given up.</summary>
    public SlowStreamOptions SlowStream { get; init; } = SlowStreamOptions.None;

    /// <summary>Which models it serves.</summary>
    public ModelCapabilityOptions ModelCapability { get; init; } = new();

    /// <summary>What the operator knows of its nature.</summary>
    public CharacteristicsOptions Characteristics { get; init; } = new();

    /// <summary>The larger number wins; stands before the one among the characteristics.</summary>
    public int? Priority { get; init; }

    /// <summary>What it runs on.</summary>
    public string? Hardware { get; init; }

    /// <summary>Where it stands.</summary>
    public string? Region { get; init; }

    /// <summary>What it is called by besides, for those who are confined to targets of some kind.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Its share of the requests under the strategy <c>weighted</c>.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Its own names of models, by the bare names that callers ask for.</summary>
    public ImmutableDictionary<string, string> ModelMap { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What a thousand tokens cost, in euro; the unit is that of the document which gave the field its name.</summary>
    public decimal? CostPerToken { get; init; }

    /// <summary>The provider whose prices in the book are this backend's; null takes those of its type, where its address is that provider's.</summary>
    public string? PricedAs { get; init; }

    /// <summary>The currency of <see cref="CostPerToken"/>.</summary>
    internal const string CostCurrency = "EUR";

    /// <summary>The entry in the file; null for options made in code.</summary>
    internal Reading.ConfigMap? Node { get; init; }
}

/// <summary>The timeouts of a backend. Null is what was not said.</summary>
public sealed record TimeoutOptions
{
    /// <summary>Until the connection stands.</summary>
    public TimeSpan? Connect { get; init; }

    /// <summary>Until the first event.</summary>
    public TimeSpan? FirstEvent { get; init; }

    /// <summary>Between two events.</summary>
    public TimeSpan? Idle { get; init; }

    /// <summary>The whole attempt.</summary>
    public TimeSpan? Total { get; init; }

    /// <summary>These on top of others.</summary>
    internal Timeouts Over(Timeouts lower) => new()
    {
        Connect = Connect ?? lower.Connect,
        FirstEvent = FirstEvent ?? lower.FirstEvent,
        Idle = Idle ?? lower.Idle,
        Total = Total ?? lower.Total,
    };
}

/// <summary>The group <c>characteristics</c> of a backend.</summary>
public sealed record CharacteristicsOptions
{
    /// <summary>Watts under load.</summary>
    public double? PowerWatts { get; init; }

    /// <summary>The usual latency.</summary>
    public TimeSpan? AverageLatency { get; init; }

    /// <summary>How good its answers are, from 0 to 1.</summary>
    public double? Quality { get; init; }

    /// <summary>The usual speed.</summary>
    public double? MaxTokensPerSecond { get; init; }

    /// <summary>The larger number wins.</summary>
    public int? Priority { get; init; }
}

/// <summary>The group <c>model_capability</c> of a backend.</summary>
public sealed record ModelCapabilityOptions
{
    /// <summary>The largest model that fits, in gigabytes.</summary>
    public double? MaxModelSizeGB { get; init; }

    /// <summary>Names that it serves.</summary>
    public ImmutableArray<Glob> SupportedModelPatterns { get; init; } = [];

    /// <summary>Names for which it comes first.</summary>
    public ImmutableArray<Glob> PreferredModels { get; init; } = [];

    /// <summary>Names that it does not serve.</summary>
    public ImmutableArray<Glob> ExcludedPatterns { get; init; } = [];
}
