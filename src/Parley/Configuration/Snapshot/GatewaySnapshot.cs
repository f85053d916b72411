using System.Collections.Frozen;
using System.Collections.Immutable;
using Parley.Configuration.Options;

namespace Parley.Configuration;

/// <summary>Everything that a request may need to know of the configuration, fixed at one moment. A request keeps the snapshot that it began with. Immutable.</summary>
public sealed class GatewaySnapshot
{
    private readonly bool _aModelKeepsAnswers;
    private readonly FrozenDictionary<string, Backend>.AlternateLookup<ReadOnlySpan<char>> _byId;

    /// <summary>Nothing configured.</summary>
    public static GatewaySnapshot Empty { get; } = new([], [], CallerKeys.None, new ServerOptions(), 0);

    /// <summary>Puts a snapshot together.</summary>
    /// <param name="backends">The backends, in the order of the file.</param>
    /// <param name="models">The configured model names, in the order of the file.</param>
    /// <param name="keys">The callers' keys.</param>
    /// <param name="server">Addresses and limits.</param>
    /// <param name="revision">Counts the snapshots of this process, from 1.</param>
    public GatewaySnapshot(IEnumerable<Backend> backends, IEnumerable<ModelRoute> models, CallerKeys keys, ServerOptions server, long revision)
    {
        BackendList = [.. backends];
        Backends = BackendList.ToFrozenDictionary(backend => backend.Id, StringComparer.OrdinalIgnoreCase);
        _byId = Backends.GetAlternateLookup<ReadOnlySpan<char>>();
        ByPriority = [.. BackendList.OrderByDescending(backend => backend.Priority)];
        ModelList = [.. models];
        Models = ModelList.ToFrozenDictionary(model => model.Name, StringComparer.Ordinal);
        _aModelKeepsAnswers = ModelList.Any(static model => model.Cache.Enabled == true);
        EveryTarget = Named();
        Keys = keys;
        Server = server;
        Revision = revision;
    }

    /// <summary>The backends by id; case does not matter.</summary>
    public FrozenDictionary<string, Backend> Backends { get; }

    /// <summary>The backends in the order of the file, disabled ones included.</summary>
    public ImmutableArray<Backend> BackendList { get; }

    /// <summary>The backends, highest priority first, then in the order of the file.</summary>
    public ImmutableArray<Backend> ByPriority { get; }

    /// <summary>The configured model names.</summary>
    public FrozenDictionary<string, ModelRoute> Models { get; }

    /// <summary>The configured model names in the order of the file.</summary>
    public ImmutableArray<ModelRoute> ModelList { get; }

    /// <summary>Every target that the operator named: those of the configured names, then the default models of the backends, the catalog's only for backends that no name leads to. What the model <c>auto</c> leads to.</summary>
    public ImmutableArray<Target> EveryTarget { get; }

    /// <summary>Where names lead of which this snapshot alone decides.</summary>
    internal ResolvedNames Names { get; } = new();

    /// <summary>The callers' keys.</summary>
    public CallerKeys Keys { get; }

    /// <summary>Addresses and limits. The address is read once, at the start; a change needs a restart.</summary>
    public ServerOptions Server { get; }

    /// <summary>Counts the snapshots of this process, from 1.</summary>
    public long Revision { get; }

    /// <summary>Whether media that callers name by address are fetched.</summary>
    public ImageOptions Images { get; init; } = new();

    /// <summary>Whether the built-in model <c>parley/echo</c> answers: as said, else only while no caller needs a key.</summary>
    public bool EchoEnabled => Server.Echo ?? !Keys.AreRequired;

    /// <summary>Which target comes first where a name leads to several.</summary>
    public RoutingOptions Routing { get; init; } = new();

    /// <summary>What happens when attempts fail or are late.</summary>
    public FailureOptions Failure { get; init; } = FailureOptions.None;

    /// <summary>Which sensors are read, and how hot local hardware may get; null when nothing is read.</summary>
    public ThermalOptions? Thermal { get; init; }

    /// <summary>How much power, noise and heat requests may cause; null when nothing is said.</summary>
    public EfficiencyOptions? Efficiency { get; init; }

    /// <summary>Where ledger, keys and budgets are kept; null for the program's default. Read once, at the start.</summary>
    public Secret? Store { get; init; }

    /// <summary>How the books are kept.</summary>
    public LedgerOptions Ledger { get; init; } = new();
    /// <summary>How much callers may use; the limits of single keys stand with these.</summary>
    public ImmutableArray<BudgetRule> Budgets { get; init; } = [];

    /// <summary>What a session may use, and when it has run in circles; null for anything.</summary>
    public SessionOptions? Sessions { get; init; }

    /// <summary>The address that is told of limits that are nearly used up; null for none.</summary>
    public Uri? LimitsWebhook { get; init; }

    /// <summary>Whether answers are kept.</summary>
    public CacheOptions Cache { get; init; } = new();

    /// <summary>Servers that have tools, by the Model Context Protocol, disabled ones included.</summary>
    public ImmutableArray<ToolServerOptions> ToolServers { get; init; } = [];

    /// <summary>Whether answers are kept of any model at all.</summary>
    internal bool KeepsAnswers => Cache.Enabled || _aModelKeepsAnswers;

    /// <summary>The backend of an id; null when there is none. Case does not matter.</summary>
    public Backend? Find(ReadOnlySpan<char> id) => _byId.TryGetValue(id, out var backend) ? backend : null;

    /// <summary>This snapshot with other addresses and limits.</summary>
    internal GatewaySnapshot WithServer(ServerOptions server) => With(Keys, server);

    /// <summary>This snapshot with the keys of a store besides its own.</summary>
    internal GatewaySnapshot WithKeys(KeyIndex stored) => With(Keys.With(stored), Server);

    private GatewaySnapshot With(CallerKeys keys, ServerOptions server) => new(BackendList, ModelList, keys, server, Revision) { Images = Images, Routing = Routing, Failure = Failure, Thermal = Thermal, Efficiency = Efficiency, Store = Store, Ledger = Ledger, Budgets = Budgets, Sessions = Sessions, LimitsWebhook = LimitsWebhook, Cache = Cache, ToolServers = ToolServers };

    private ImmutableArray<Target> Named()
    {
        var targets = ModelList.SelectMany(static model => model.Targets).DistinctBy(static target => (target.Backend, target.Model)).ToList();
        var led = targets.Select(static target => target.Backend).ToHashSet();
        foreach (var backend in ByPriority)
        {
            var isSaid = backend.DefaultModel != backend.Provider.DefaultModel;
            if (backend.DefaultModel is { } own && (isSaid || !led.Contains(backend)) && !targets.Exists(target => target.Backend == backend && target.Model == own))
                targets.Add(new Target(backend, own));
        }
        return [.. targets];
    }
}
