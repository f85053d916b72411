using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Hardware;
using Parley.Providers;
using Parley.Providers.Auth;
using Parley.Providers.Upstream;
using Parley.Resilience;
using Parley.Routing;
using Parley.Routing.Adaptive;

namespace Parley.Benchmarks.Routing;

/// <summary>What a decision costs: for a sole target, for three, and for a thousand, by strategies that reckon and one that does not.</summary>
[MemoryDiagnoser]
[InProcess]
[WarmupCount(3)]
[IterationCount(10)]
[MinColumn]
public class DecisionBenchmarks
{
    private Router _router = null!;
    private RoutingContext _context = null!;
    private Resolution _resolution = null!;

    [Params(1, 3, 1000)]
    public int Targets { get; set; }

    [Params("priority", "round_robin", "weighted", "least_loaded", "lowest_latency", "lowest_cost", "scored")]
    public string Strategy { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var backends = string.Join(", ", Enumerable.Range(0, 100).Select(index => $$"""{ "id": "b{{index}}", "type": "ollama", "cost_per_token": {{(index % 7) + 1}}, "weight": {{(index % 3) + 1}} }"""));
        var targets = string.Join(", ", Enumerable.Range(0, Targets).Select(index => $"\"b{index % 100}/model-{index / 100}:7b\""));
        var json = $$"""{ "backends": [ {{backends}} ], "models": [ { "name": "m", "targets": [ {{targets}} ], "strategy": "{{Strategy}}" } ], "routing": { "prices": { "exchange_rates": { "EUR": 1.1 } } } }""";
        var snapshot = new ConfigurationLoader(Catalog.BuiltIn, static _ => null).Load([new SourceText("bench.json", json)]).Require();
        var handlers = new UpstreamHandlers();
        var states = new TargetStates(TimeProvider.System);
        _router = new Router(new LiveKnowledge(states, new ModelLists(new BackendGet(handlers, new AuthSchemes(handlers, TimeProvider.System), static backend => backend), TimeProvider.System, NullLogger.Instance), new AdaptiveRoutes(TimeProvider.System, NullLogger.Instance), new HardwareState()));
        _resolution = ModelResolver.Resolve(snapshot, "m");
        for (var i = 0; i < _resolution.Targets.Length; i++)
        {
            var state = states.Of(_resolution.Targets[i]);
            state.TryBegin(_resolution.Targets[i], insists: true, out var pass);
            state.End(pass, _resolution.Targets[i], new AttemptOutcome(_resolution.Targets[i], null, Usage.Unknown, Committed: true) { FirstEvent = TimeSpan.FromMilliseconds(100 + (i * 7919 % 1000)) });
        }
        _context = new RoutingContext { Head = new RequestHead { Model = "m", EstimatedInputTokens = 1000 }, Options = snapshot.Routing, Route = _resolution.Route, Seed = 42, Turn = 17, Now = DateTimeOffset.UtcNow };
    }

    [Benchmark]
    public RoutingDecision Decide() => _router.Decide(_context, _resolution);
}
