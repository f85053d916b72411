using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration;
using Parley.Hardware;
using Parley.Providers;
using Parley.Providers.Auth;
using Parley.Providers.Upstream;
using Parley.Resilience;
using Parley.Routing;
using Parley.Routing.Adaptive;

namespace Parley.Tests.Routing;

/// <summary>Routers of tests, and names with many targets.</summary>
internal static class Many
{
    /// <summary>A router that knows nothing of its targets.</summary>
    public static Router Router(TargetStates? states = null, HardwareState? hardware = null, IRoutingStrategy? own = null)
    {
        var handlers = new UpstreamHandlers();
        var models = new ModelLists(new BackendGet(handlers, new AuthSchemes(handlers, TimeProvider.System), static backend => backend), TimeProvider.System, NullLogger.Instance);
        return new Router(new LiveKnowledge(states ?? new TargetStates(TimeProvider.System), models, new AdaptiveRoutes(TimeProvider.System, NullLogger.Instance), hardware ?? new HardwareState()), own);
    }

    /// <summary>A name that leads to a thousand targets.</summary>
    public static GatewaySnapshot Thousand(string strategy)
    {
        var backends = string.Join(", ", Enumerable.Range(0, 100).Select(index => $$"""{ "id": "b{{index}}", "type": "ollama", "cost_per_token": {{index % 7 + 1}} }"""));
        var targets = string.Join(", ", Enumerable.Range(0, 1000).Select(index => $"\"b{index % 100}/model-{index / 100}\""));
        return Configuration.Files.Compile($$"""{ "backends": [ {{backends}} ], "models": [ { "name": "m", "targets": [ {{targets}} ], "strategy": "{{strategy}}" } ] }""");
    }

    /// <summary>All that is needed to decide.</summary>
    public static (Router Router, RoutingContext Context, Resolution Resolution) Asking(GatewaySnapshot snapshot) =>
        (Router(), Cases.Context(snapshot), ModelResolver.Resolve(snapshot, "m"));
}
