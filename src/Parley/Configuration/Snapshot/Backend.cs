using System.Collections.Immutable;
using Parley.Configuration.Options;
using Parley.Dialects;

namespace Parley.Configuration;

/// <summary>One configured backend, ready for use: what the operator wrote, completed from the catalog. Immutable; what changes while it is in use is kept elsewhere, by its id.</summary>
public sealed partial class Backend
{
    private Secret? _credential;
    private LimitPolicy? _limits;
    private Backend? _outline;

    /// <summary>The operator's name for it; unique, without a slash.</summary>
    public required string Id { get; init; }

    /// <summary>The name to show.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, after the catalog.</summary>
    public required ProviderDescriptor Provider { get; init; }

    /// <summary>The dialect that it speaks, see <see cref="DialectNames"/>.</summary>
    public required string Dialect { get; init; }

    /// <summary>Further dialects that it speaks under the same address.</summary>
    public ImmutableArray<string> AlsoSpeaks { get; init; } = [];

    /// <summary>Where the codec's relative paths begin: ends in a slash, version segment included (<c>https://api.openai.com/v1/</c>, <c>http://localhost:11434/</c>).</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>The key, token or client secret; null when there is none. Of several keys the first, unless one was chosen.</summary>
    public Secret? Credential { get => _credential; init => _credential = value; }

    /// <summary>Whether each call brings its own key.</summary>
    internal bool KeyPerCall { get; init; }

    /// <summary>Whether the credential is that of one call, of which nothing follows for others.</summary>
    internal bool IsOfOneCall { get; private set; }

    /// <summary>Whether that stands in the place of the operator's own, of whose limits and troubles nothing follows for the call.</summary>
    internal bool IsOfGuest => IsOfOneCall && !KeyPerCall;

    /// <summary>The key that was chosen of several; null before, and for backends with one.</summary>
    public BackendKey? Key { get; private set; }

    /// <summary>This backend with each of its keys; empty unless it has several.</summary>
    public ImmutableArray<Backend> Keyed { get; private set; } = [];

    /// <summary>How the credential is sent.</summary>
    public BackendAuth Auth { get; init; } = BackendAuth.None;

    /// <summary>Headers of every request, the catalog's first, the operator's last.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Query parameters of every request (<c>api-version</c>).</summary>
    public ImmutableArray<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>Paths that differ from the dialect's: the codec's path to the backend's, which may hold <c>{model}</c>. One with a question mark says its query itself.</summary>
    public ImmutableDictionary<string, string> Paths { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Where the models are listed; null where no list is to be had.</summary>
    public ModelsEndpoint? ModelsEndpoint { get; init; }

    /// <summary>How it deviates from the dialect.</summary>
    public WireProfile Profile { get; init; } = WireProfile.Default;

    /// <summary>How long an attempt may take.</summary>
    public Timeouts Timeouts { get; init; } = Timeouts.Default;

    /// <summary>What is tried again here, where that differs from the rest.</summary>
    public RetryOptions Retry { get; init; } = RetryOptions.None;

    /// <summary>The deadline of the first event that follows its answers; null where it is fixed.</summary>
    public AdaptiveTimeout? AdaptiveTimeout { get; init; }

    /// <summary>When its breakers open.</summary>
    public BreakerPolicy Breaker { get; init; } = BreakerPolicy.Default;

    /// <summary>How it is asked if it is well; null when it is not.</summary>
    public HealthPolicy? Health { get; init; }

    /// <summary>How much it may be asked, with its key; null where nothing is said.</summary>
    public LimitPolicy? Limits { get => _limits; init => _limits = value; }

    /// <summary>When a stream that trickles is given up.</summary>
    public SlowStreamOptions SlowStream { get; init; } = SlowStreamOptions.None;

    /// <summary>The larger number wins; the order in the file breaks ties.</summary>
    public int Priority { get; init; }

    /// <summary>Which bare model names it serves.</summary>
    public ModelPatterns Patterns { get; init; } = ModelPatterns.None;

    /// <summary>The model to use when a request or target names none; null when there is none.</summary>
    public string? DefaultModel { get; init; }

    /// <summary>What requests are given where they say nothing.</summary>
    public RequestDefaults Defaults { get; init; } = RequestDefaults.None;

    /// <summary>What it does with single parameters of a chat, in this order; the provider's rules first.</summary>
    public ImmutableArray<ParameterRule> Parameters { get; init; } = [];

    /// <summary>What it runs on: <c>cloud</c>, <c>cpu</c>, <c>npu</c>, <c>igpu</c>, <c>nvidia</c>, <c>custom</c> or the operator's own word.</summary>
    public string Hardware { get; init; } = "";

    /// <summary>The watts that it draws under load; null when unknown, which remote backends always are.</summary>
    public double? PowerWatts { get; init; }

    /// <summary>The operator's estimate of its latency; null when not said.</summary>
    public TimeSpan? TypicalLatency { get; init; }

    /// <summary>The operator's estimate of its speed; null when not said.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>The largest model that fits, in gigabytes; null when not said.</summary>
    public double? MaxModelSizeGB { get; init; }

    /// <summary>Whether callers may reach everything below its address, untranslated.</summary>
    public bool Passthrough { get; init; }

    /// <summary>Where it stands, in the operator's words; null when not said.</summary>
    public string? Region { get; init; }

    /// <summary>What it is called by besides.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Its share of the requests under the strategy <c>weighted</c>.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>How good its answers are, from 0 to 1; null when not said.</summary>
    public double? Quality { get; init; }

    /// <summary>Its own names of models, by the bare names that callers ask for.</summary>
    public ImmutableDictionary<string, string> ModelMap { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What it costs; null when unknown.</summary>
    public TokenPrice? Price { get; init; }

    /// <summary>What is known of the prices of its models besides.</summary>
    internal BackendPrices Prices { get; init; } = BackendPrices.None;

    /// <summary>What it can do natively.</summary>
    public Abilities Abilities { get; init; } = Abilities.All;

    /// <summary>The code that answers; null for one that is called over the network.</summary>
    public InProcessBackend? InProcess { get; init; }

    /// <summary>Whether it may be used.</summary>
    public bool Enabled => DisabledReason is null;

    /// <summary>Why it may not be used, as a sentence for people; null when it may.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>The operation in which it is asked for what a caller asked in another; null when it has none of that kind, or speaks no dialect at all.</summary>
    /// <param name="asked">What the caller speaks.</param>
    /// <param name="model">The backend's model; empty where it makes no difference.</param>
    public Operation? Answering(Operation asked, string model = "")
    {
        if (Provider.Rest is not null || InProcess is not null || !Abilities.Has(asked.Codec.Kind))
            return null;
        var dialect = KnownDialects.Find(DialectFor(asked.Codec.Dialect)) ?? throw new InvalidOperationException($"There is no dialect {Dialect}.");
        return Abilities.Has(asked) && asked.Codec.Serves(model) ? dialect.For(asked) : dialect.First(asked.Codec.Kind);
    }

    /// <summary>This backend with several keys, of which each attempt takes one; itself with fewer than two.</summary>
    internal Backend Holding(ImmutableArray<BackendKey> keys)
    {
        if (keys.Length < 2)
            return this;
        var whole = Copy();
        whole.Keyed = [.. keys.Select(whole.With)];
        foreach (var keyed in whole.Keyed)
            keyed.Keyed = whole.Keyed;
        return whole;
    }

    /// <summary>This backend with the key of one call in the place of its own.</summary>
    internal Backend OfOneCall(Secret key)
    {
        var own = Copy();
        (own._credential, own.IsOfOneCall, own.Key, own.Keyed) = (key, true, null, []);
        return own;
    }

    /// <summary>Its names and figures, as reports on past requests show them, without credential, headers or rules: records outlive their configuration and are not to keep it alive. Made once.</summary>
    internal Backend Outline => _outline ??= Outlined();

    /// <summary>The id.</summary>
    public override string ToString() => Id;

    private Backend Outlined()
    {
        var outline = new Backend
        {
            Id = Id,
            Name = Name,
            Provider = new ProviderDescriptor { Name = Provider.Name, DisplayName = Provider.DisplayName, Dialect = Provider.Dialect },
            Dialect = Dialect,
            BaseAddress = BaseAddress,
            Hardware = Hardware,
            PowerWatts = PowerWatts,
            TypicalLatency = TypicalLatency,
            Price = Price,
            Prices = Prices,
        };
        outline._outline = outline;
        return outline;
    }

    /// <summary>The caller's own dialect where the backend speaks it too, else the backend's.</summary>
    private string DialectFor(string asked) => AlsoSpeaks.Contains(asked) ? asked : Dialect;

    private Backend With(BackendKey key)
    {
        var keyed = Copy();
        (keyed.Key, keyed._credential, keyed._limits) = (key, key.Secret, key.Limits(_limits));
        return keyed;
    }

    private Backend Copy()
    {
        var copy = (Backend)MemberwiseClone();
        copy._lastAddress = null;
        return copy;
    }
}
