using System.Collections.Immutable;
using Parley.Configuration;
using Parley.Configuration.Options;

namespace Parley;

/// <summary>What is said in code of one backend: what most programs need. All else that a file can say goes through <see cref="Configure"/>.</summary>
public sealed class BackendSettings
{
    private readonly List<Func<BackendOptions, BackendOptions>> _more = [];

    internal BackendSettings(string type) => Id = Type = type;

    /// <summary>The provider, by its name in the catalog or an alias (<c>claude</c>, <c>gemini</c>).</summary>
    public string Type { get; set; }

    /// <summary>The name before the slash in <c>backend/model</c>; the provider's when nothing is said.</summary>
    public string Id { get; set; }

    /// <summary>The key; looked for in the environment, then in the store of credentials, when null.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Whether each call brings its own key (<see cref="Pipeline.AskOptions.Keys"/>): nobody else's is ever used.</summary>
    public bool KeyPerCall { get; set; }

    /// <summary>Several keys, taken in turns, in the place of one.</summary>
    public IList<string> ApiKeys { get; } = [];

    /// <summary>The model when a request names none, or one that it does not serve and another backend does.</summary>
    public string? Model { get; set; }

    /// <summary>The address, with or without version; the catalog's when null.</summary>
    public string? Endpoint { get; set; }

    /// <summary>The organization of an account, where the provider knows that.</summary>
    public string? Organization { get; set; }

    /// <summary>Requests in any minute; requests beyond it wait up to a minute for their turn. Null for any number.</summary>
    public int? RateLimit { get; set; }

    /// <summary>The whole attempt; null for the usual time.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Until the connection stands; null for the usual time.</summary>
    public TimeSpan? ConnectTimeout { get; set; }

    /// <summary>How often it is asked again after a failure that may pass; null for the usual count.</summary>
    public int? MaxRetries { get; set; }

    /// <summary>The wait before the first retry; null for the usual time.</summary>
    public TimeSpan? RetryDelay { get; set; }

    /// <summary>Whether each wait is longer than the one before; null for the usual way.</summary>
    public bool? ExponentialBackoff { get; set; }

    /// <summary>The statuses after which it is asked again; the usual ones when empty.</summary>
    public IList<int> RetryOnErrors { get; } = [];

    /// <summary>Headers of every request.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The larger number wins.</summary>
    public int? Priority { get; set; }

    /// <summary>Its share of the requests under the strategy <c>weighted</c>.</summary>
    public double Weight { get; set; } = 1;

    /// <summary>How good its answers are, from 0 to 1; null when unknown.</summary>
    public double? Quality { get; set; }

    /// <summary>What a thousand tokens cost, in euro; null for the prices of the book.</summary>
    public decimal? CostPerToken { get; set; }

    /// <summary>What requests are given where they say nothing: temperature, the most tokens.</summary>
    public RequestDefaults Defaults { get; set; } = RequestDefaults.None;

    /// <summary>Says anything else that a file can say of a backend.</summary>
    public BackendSettings Configure(Func<BackendOptions, BackendOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        _more.Add(change);
        return this;
    }

    internal BackendOptions Build()
    {
        var options = new BackendOptions
        {
            Id = Id,
            Type = Type,
            ApiKey = ApiKey is null ? null : new SecretSetting(new Secret(ApiKey)),
            KeyPerCall = KeyPerCall,
            ApiKeys = [.. ApiKeys.Select(static key => new ApiKeyOptions { Key = key is null ? null : new SecretSetting(new Secret(key)) })],
            Model = Model,
            Endpoint = Endpoint,
            Headers = Headers.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase),
            Variables = Organization is null ? ImmutableDictionary<string, string>.Empty : ImmutableDictionary<string, string>.Empty.Add("organization", Organization),
            Limits = RateLimit is null ? LimitOptions.None : new LimitOptions { RequestsPerMinute = RateLimit, Wait = TimeSpan.FromMinutes(1) },
            Timeouts = new TimeoutOptions { Connect = ConnectTimeout, Total = Timeout },
            Retry = RetryOf(),
            Priority = Priority,
            Weight = Weight,
            Characteristics = new CharacteristicsOptions { Quality = Quality },
            CostPerToken = CostPerToken,
            Defaults = Defaults,
        };
        return _more.Aggregate(options, static (options, change) => change(options));
    }

    private RetryOptions RetryOf() => (MaxRetries, RetryDelay, ExponentialBackoff, RetryOnErrors.Count) is (null, null, null, 0) ? RetryOptions.None : new RetryOptions
    {
        MaxAttempts = MaxRetries + 1,
        InitialDelay = RetryDelay,
        IsExponential = ExponentialBackoff,
        Statuses = RetryOnErrors.Count == 0 ? null : [.. RetryOnErrors],
    };
}
