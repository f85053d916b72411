using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;
using Parley.Resilience;
using Parley.Routing;
using Parley.Routing.Adaptive;

namespace Parley.Tests.Routing.Simulation;

/// <summary>
/// A gateway and its backends in virtual time: requests arrive by chance, each is decided by the real router over the real counters, and ends when its backend is done. Nothing waits; the same seed gives the same run.
/// </summary>
internal sealed class SimulatedDay
{
    private readonly PriorityQueue<Running, (double At, long Number)> _running = new();
    private readonly VirtualTime _time = new();
    private readonly SeededRandom _random;
    private readonly GatewaySnapshot _snapshot;
    private readonly Dictionary<string, SimulatedBackend> _backends;
    private readonly TargetStates _states;
    private readonly Router _router;
    private long _turn;

    /// <summary>Begins a day.</summary>
    /// <param name="snapshot">The configuration.</param>
    /// <param name="seed">The start of all chance.</param>
    /// <param name="own">The host's own strategy; null for none.</param>
    /// <param name="backends">The backends.</param>
    public SimulatedDay(GatewaySnapshot snapshot, ulong seed, IRoutingStrategy? own, params SimulatedBackend[] backends)
    {
        _snapshot = snapshot;
        _random = new SeededRandom(seed);
        _backends = backends.ToDictionary(static backend => backend.Id);
        _states = new TargetStates(_time);
        _router = Many.Router(_states, own: own);
    }

    /// <summary>How often each backend was asked first.</summary>
    public Dictionary<string, int> Asked { get; } = [];

    /// <summary>The largest difference of requests under way between two backends, ever.</summary>
    public int Spread { get; private set; }

    /// <summary>The milliseconds to the first event of each request, failovers included.</summary>
    public List<double> Latencies { get; } = [];

    /// <summary>How many requests nobody could answer.</summary>
    public int Unanswered { get; private set; }

    /// <summary>The latency below which a share of the requests stayed.</summary>
    public double Quantile(double share) => Latencies.Order().ElementAt((int)(share * (Latencies.Count - 1)));

    /// <summary>A backend's share of the requests.</summary>
    public double Share(string id) => Asked.GetValueOrDefault(id) / (double)Asked.Values.Sum();

    /// <summary>Lets requests arrive.</summary>
    /// <param name="requests">How many.</param>
    /// <param name="everyMs">How far they are apart, in the mean.</param>
    /// <param name="head">What they ask.</param>
    public SimulatedDay Run(int requests, double everyMs, Dialects.RequestHead? head = null)
    {
        var at = _time.Milliseconds;
        for (var i = 0; i < requests; i++)
        {
            at += -Math.Log(1 - _random.NextDouble()) * everyMs;
            Pass(at);
            Send(head ?? Cases.Head());
        }
        return this;
    }

    private void Send(Dialects.RequestHead head)
    {
        var resolution = ModelResolver.Resolve(_snapshot, head.Model);
        var decision = _router.Decide(new RoutingContext
        {
            Head = head,
            Options = _snapshot.Routing,
            Route = resolution.Route,
            Seed = (ulong)(_random.NextDouble() * long.MaxValue),
            Turn = _turn++,
            Now = _time.GetUtcNow(),
        }, resolution);
        var first = decision.Ranked[0].Target.Backend.Id;
        Asked[first] = Asked.GetValueOrDefault(first) + 1;
        Ask(new Running(decision, 0, _time.Milliseconds));
        var loads = _snapshot.ModelList[0].Targets.Select(target => _states.Of(target).Facts.InFlight).ToList();
        Spread = Math.Max(Spread, loads.Max() - loads.Min());
    }

    private void Ask(Running request)
    {
        var target = request.Target;
        var state = _states.Of(target);
        var backend = _backends[target.Backend.Id];
        var fails = _random.NextDouble() < (_time.Milliseconds < backend.FailsUntil ? backend.FailureRate : 0);
        var takes = backend.Milliseconds(_time.Milliseconds, state.Facts.InFlight) * (0.5 + _random.NextDouble());
        state.TryBegin(target, insists: true, out var pass);
        _running.Enqueue(request with { Fails = fails, Takes = takes, Pass = pass }, (_time.Milliseconds + takes, _turn));
    }

    /// <summary>Lets time pass, and all end that ends meanwhile.</summary>
    private void Pass(double until)
    {
        while (_running.TryPeek(out var request, out var next) && next.At <= until)
        {
            _running.Dequeue();
            _time.Milliseconds = next.At;
            var fault = request.Fails ? new Fault(FaultKind.Upstream, "It failed.") : null;
            _states.Of(request.Target).End(request.Pass, request.Target, new AttemptOutcome(request.Target, fault, Usage.Unknown, fault is null) { FirstEvent = fault is null ? TimeSpan.FromMilliseconds(request.Takes) : null });
            if (fault is null)
                Latencies.Add(_time.Milliseconds - request.Arrived);
            else if (request.Index + 1 < request.Decision.Ranked.Count)
                Ask(request with { Index = request.Index + 1 });
            else
                Unanswered++;
        }
        _time.Milliseconds = until;
    }

    private sealed record Running(RoutingDecision Decision, int Index, double Arrived)
    {
        public bool Fails { get; init; }

        public double Takes { get; init; }

        public BreakerPass Pass { get; init; }

        public Target Target => Decision.Ranked[Index].Target;
    }

    private sealed class VirtualTime : TimeProvider
    {
        public double Milliseconds { get; set; }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddDays(1).AddMilliseconds(Milliseconds);
    }
}

/// <summary>A backend of the simulation.</summary>
/// <param name="Id">Its id in the configuration.</param>
/// <param name="BaseMs">How long an answer takes when nothing else is under way.</param>
internal sealed record SimulatedBackend(string Id, double BaseMs)
{
    /// <summary>How many requests it works on without any of them becoming slower.</summary>
    public int Capacity { get; init; } = 8;

    /// <summary>From when on it takes another time, in milliseconds of virtual time.</summary>
    public double DriftsAt { get; init; } = double.MaxValue;

    /// <summary>How much longer it takes from then on.</summary>
    public double DriftFactor { get; init; } = 1;

    /// <summary>Which share of its requests fails.</summary>
    public double FailureRate { get; init; }

    /// <summary>When it is well again, in milliseconds of virtual time.</summary>
    public double FailsUntil { get; init; } = double.MaxValue;

    /// <summary>How long an answer takes, in the mean.</summary>
    public double Milliseconds(double now, int inFlight) => BaseMs * (now >= DriftsAt ? DriftFactor : 1) * Math.Max(1, (inFlight + 1) / (double)Capacity);
}
