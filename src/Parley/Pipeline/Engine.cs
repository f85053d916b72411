using Microsoft.Extensions.Logging;
using Parley.Pipeline.Steps;
using Parley.Providers;
using Parley.Providers.Auth;
using Parley.Providers.Counting;
using Parley.Providers.Echo;
using Parley.Providers.Rest;
using Parley.Providers.Upstream;
using Parley.Resilience;

namespace Parley.Pipeline;

/// <summary>The engine: takes an exchange down the steps and brings its settlement back. One for a process; thread-safe.</summary>
internal sealed class Engine : IDisposable
{
    private readonly UpstreamHandlers _handlers = new();
    private readonly ExchangeLog _log;
    private readonly GatewayStep _way;

    public Engine(TimeProvider time, ILogger logger, IEnumerable<IMiddleware> ownSteps)
    {
        Time = time;
        Watchdog = new Watchdog(time);
        _log = new ExchangeLog(time, logger);
        var auth = new AuthSchemes(_handlers, time);
        Models = new ModelLists(_handlers, auth, time, logger);
        IReadOnlyList<IMiddleware> steps = [.. DefaultPipeline.Steps(), .. ownSteps];
        SeesContent = steps.Any(static step => step.Needs != ContentAccess.None);
        var upstreams = new Upstreams(new HttpUpstream(_handlers, auth), new EchoUpstream(time), new RestUpstream(_handlers, auth, time), new LocalCount());
        _way = DefaultPipeline.Build(steps, new Dispatch(upstreams, Models, Watchdog));
    }

    public TimeProvider Time { get; }

    public Watchdog Watchdog { get; }

    public ModelLists Models { get; }

    public ExchangeIds Ids { get; } = new();

    /// <summary>True when a step must see content, so that no request may take the fast lane.</summary>
    public bool SeesContent { get; }

    public ValueTask<Settlement> HandleAsync(Exchange exchange, CancellationToken cancellationToken) => _way(exchange, cancellationToken);

    /// <summary>Told once for each exchange whose steps have returned.</summary>
    public void Settled(Exchange exchange, in Settlement settlement) => _log.Write(exchange, settlement);

    public void Dispose()
    {
        Watchdog.Dispose();
        _handlers.Dispose();
    }
}
