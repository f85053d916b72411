using Parley.Configuration;
using Parley.Ledger;
using Parley.Ledger.Budgets;
using Parley.Pipeline.Dispatching;
using Parley.Providers.Upstream;
using Parley.Routing;

namespace Parley.Pipeline;

/// <summary>One request of a caller on its way through the steps. Holds what is fixed for its whole life.</summary>
public sealed class Exchange
{
    private Exchange? _asked;

    /// <summary>The id by which caller and operator can speak of it.</summary>
    public required string Id { get; init; }

    /// <summary>What is asked.</summary>
    public required InboundRequest Request { get; init; }

    /// <summary>Where the answer goes.</summary>
    public required ReplySink Sink { get; init; }

    /// <summary>The configuration that it began with; a reload does not touch it.</summary>
    public required GatewaySnapshot Snapshot { get; init; }

    /// <summary>When it began, by the engine's clock (<see cref="TimeProvider.GetTimestamp"/>).</summary>
    public required long Started { get; init; }

    /// <summary>The key that the caller showed; null when none is needed.</summary>
    public CallerKey? Caller { get; init; }

    /// <summary>What the caller asks of routing besides the model.</summary>
    public RoutingWishes Wishes { get; init; } = RoutingWishes.None;

    /// <summary>By what it is known in limits and costs, besides the key.</summary>
    public RequestLabels Labels
    {
        get;
        internal set
        {
            field = value;
            _asked?.Labels = value;
        }
    } = RequestLabels.None;

    /// <summary>What it may use; null where nothing is limited.</summary>
    internal Allowance? Allowance
    {
        get;
        set
        {
            field = value;
            _asked?.Allowance = value;
        }
    }

    /// <summary>Keys of providers that it brings itself, by the id of the backend; null for none.</summary>
    internal IReadOnlyDictionary<string, Secret>? ProviderKeys { get; init; }

    /// <summary>What the caller asks of the cache of answers.</summary>
    public CacheWish Cache { get; init; } = CacheWish.None;

    /// <summary>Where it was decided to go; null before the decision, and where there was nothing to decide.</summary>
    public RoutingDecision? Decision
    {
        get;
        internal set
        {
            field = value;
            if (_asked is not null)
                _asked.Decision = value;
        }
    }

    /// <summary>Its way to targets; null before it has set out.</summary>
    internal Trip? Trip
    {
        get;
        set
        {
            field = value;
            _asked?.Trip = value;
        }
    }

    /// <summary>The same exchange with another form of its request, or another way for its answer. What is decided on that is decided on this.</summary>
    internal Exchange Asking(InboundRequest request, ReplySink? sink = null) => new()
    {
        Id = Id,
        Request = request,
        Sink = sink ?? Sink,
        Snapshot = Snapshot,
        Started = Started,
        Caller = Caller,
        Wishes = Wishes,
        Labels = Labels,
        Cache = Cache,
        ProviderKeys = ProviderKeys,
        Allowance = Allowance,
        _asked = this,
    };
}
