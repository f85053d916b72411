using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Conversations;
using Parley.Pipeline;
using Parley.TestKit;

namespace Parley.AspNetCore.Tests;

/// <summary>Parley behind a real server on a free loopback port, with the configuration that a test gives it.</summary>
public sealed class RunningGateway : IAsyncDisposable
{
    private readonly WebApplication _app;

    private readonly ConfigurationStore _store;

    private readonly SecretSweep _sweep = new();

    private RunningGateway(WebApplication app, ConfigurationStore store, SettledExchanges settled, LogLines log)
    {
        (_app, _store) = (app, store);
        Settled = settled;
        Log = log;
        Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/";
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = new Uri(Address), Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>Where it listens, with a slash at the end.</summary>
    public string Address { get; }

    /// <summary>Calls it.</summary>
    public HttpClient Client { get; }

    /// <summary>How its exchanges ended.</summary>
    public SettledExchanges Settled { get; }

    /// <summary>What it logged.</summary>
    public LogLines Log { get; }

    /// <summary>Starts a gateway with a configuration in JSON.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="replies">Where it keeps replies; in memory when null.</param>
    /// <param name="code">Its backends that are code.</param>
    public static Task<RunningGateway> StartAsync(string configuration, IReplyStore? replies = null, params InProcessBackend[] code) => StartAsync(configuration, [], replies, code);

    /// <summary>Starts a gateway with steps of the test's own.</summary>
    public static Task<RunningGateway> StartAsync(string configuration, IReadOnlyList<IMiddleware> steps, IReplyStore? replies = null, params InProcessBackend[] code) =>
        StartAsync(configuration, _ => new GatewayParts { Steps = steps, Replies = replies }, code);

    /// <summary>Starts a gateway with parts of the test's own, which may log where it does.</summary>
    public static async Task<RunningGateway> StartAsync(string configuration, Func<ILogger, GatewayParts> parts, params InProcessBackend[] code)
    {
        var loaded = new ConfigurationLoader(Catalog.BuiltIn, static _ => null) { InProcess = [.. code] }.Load([new SourceText("test.json", configuration)]);
        var store = new ConfigurationStore(loaded.Require());
        var settled = new SettledExchanges();
        var log = new LogLines();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var own = parts(log);
        builder.Services.AddParley(_ => new Gateway(() => store.Current, TimeProvider.System, log, own with { Steps = [settled, .. own.Steps] }));
        var app = builder.Build();
        app.UseParleyFallback();
        app.MapParley();
        await app.StartAsync();
        var running = new RunningGateway(app, store, settled, log);
        running._sweep.AddFrom(configuration);
        return running;
    }

    /// <summary>The configuration in force.</summary>
    public GatewaySnapshot Snapshot => _store.Current;

    /// <summary>Puts another configuration into force.</summary>
    public void Reload(string configuration)
    {
        _sweep.AddFrom(configuration);
        Assert.True(_store.TryReload(new ConfigurationLoader(Catalog.BuiltIn, static _ => null), [new SourceText("test.json", configuration)]).IsApplied);
    }

    /// <summary>The gateway itself.</summary>
    public Gateway Gateway => _app.Services.GetRequiredService<Gateway>();

    /// <summary>Has it ask its backends for their models.</summary>
    public Task RefreshModelsAsync() => _app.Services.GetRequiredService<Gateway>().RefreshModelsAsync();

    /// <summary>Has it ask its backends if they are well.</summary>
    public Task CheckHealthAsync() => _app.Services.GetRequiredService<Gateway>().CheckHealthAsync();

    /// <summary>Posts JSON.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        foreach (var line in Log.Lines)
            _sweep.Demand("The log", line);
    }
}

/// <summary>A step that remembers how exchanges ended.</summary>
public sealed class SettledExchanges : IMiddleware
{
    private readonly System.Threading.Channels.Channel<Settlement> _settled = System.Threading.Channels.Channel.CreateUnbounded<Settlement>();

    /// <inheritdoc/>
    public ContentAccess Needs => ContentAccess.None;

    /// <inheritdoc/>
    public async ValueTask<Settlement> InvokeAsync(Exchange exchange, GatewayStep next, CancellationToken cancellationToken)
    {
        var settlement = await next(exchange, cancellationToken);
        _settled.Writer.TryWrite(settlement);
        return settlement;
    }

    /// <summary>The next exchange that ended.</summary>
    public async Task<Settlement> NextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await _settled.Reader.ReadAsync(patience.Token);
    }
}
