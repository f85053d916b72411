using System.Collections.Concurrent;
using System.Text.Json;
using Parley.AspNetCore.Tests;
using Parley.Clients.Tests.Asking;
using Parley.Clients.Tests.InProcess;
using Parley.Clients.Tests.OutOfProcess;
using Parley.Clients.Tests.Staging;
using Parley.TestKit.Strict;
using Parley.TestKit.Strict.Anthropic;
using Parley.TestKit.Strict.Cohere;
using Parley.TestKit.Strict.Gemini;
using Parley.TestKit.Strict.Ollama;
using Parley.TestKit.Strict.OpenAI;
using Parley.TestKit.Strict.Responses;

[assembly: AssemblyFixture(typeof(Stage))]

namespace Parley.Clients.Tests.Staging;

/// <summary>The gateways, the strict providers behind them and the clients before them, for all tests.</summary>
public sealed class Stage : IAsyncLifetime
{
    private readonly NodeDriver _driver = new();
    private readonly Dictionary<string, StrictUpstream> _upstreams;
    private readonly Dictionary<string, IOfficialClient> _clients;
    private readonly ConcurrentDictionary<string, (RunningGateway Gateway, ObservedWire Wire)> _observed = new();

    /// <summary>Sets the stage.</summary>
    public Stage()
    {
        StrictProvider[] providers =
        [
            new StrictOpenAI("openai", "gpt-4o-mini", showsThoughts: false),
            new StrictOpenAI("deepseek", "deepseek-reasoner", showsThoughts: true),
            new StrictAnthropic(),
            new StrictGemini(),
            new StrictOllama(),
            new StrictCohere(),
            new StrictResponses(),
        ];
        _upstreams = providers.ToDictionary(static provider => provider.Name, static provider => new StrictUpstream(provider));
        _clients = Cast.Make(_driver, Transport.Handler(OpenHandler)).ToDictionary(static client => client.Name);
    }

    /// <summary>The model names that are configured; one has the slash that other gateways' names have.</summary>
    public static IReadOnlyList<string> Names { get; } = ["house", "maker/house-mini"];

    /// <summary>The gateway that most tests use.</summary>
    public RunningGateway Gateway { get; private set; } = null!;

    /// <summary>A gateway that signs life every few milliseconds.</summary>
    public RunningGateway LivelyGateway { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Gateway = await RunningGateway.StartAsync(Configuration(keepAliveMilliseconds: 15_000));
        LivelyGateway = await RunningGateway.StartAsync(Configuration(keepAliveMilliseconds: 40));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _driver.DisposeAsync();
        await Gateway.DisposeAsync();
        await LivelyGateway.DisposeAsync();
        foreach (var upstream in _upstreams.Values)
            await upstream.DisposeAsync();
    }

    /// <summary>A client by its name.</summary>
    public IOfficialClient Client(string name) => _clients[Cast.WithoutLane(name)];

    /// <summary>A provider by its name.</summary>
    public StrictProvider Provider(string name) => _upstreams[name].Provider;

    /// <summary>A place between the clients and a gateway from which all is seen that it sends.</summary>
    public ObservedWire Observe(RunningGateway gateway)
    {
        var wire = new ObservedWire(gateway.Address);
        _observed[wire.Address] = (gateway, wire);
        return wire;
    }

    /// <summary>Lets an npm client call what is no chat.</summary>
    public Task<JsonElement> CallAsync(string module, string gateway, object call) => _driver.CallAsync(module, gateway, call);

    /// <summary>Lets a client ask a provider through the gateway while the provider plays a scene.</summary>
    public async Task<Played> PlayAsync(string client, string provider, Scene scene, Ask ask, string? gateway = null)
    {
        var open = _upstreams[provider].Open(scene);
        var said = ask with { Model = $"{provider}/{open.Model}", SlowLane = client.EndsWith(Cast.SlowLane, StringComparison.Ordinal) };
        return new Played(await Client(client).AskAsync(gateway ?? Gateway.Address, said), open);
    }

    /// <summary>Lets a client ask one provider, and another one in the rounds after that.</summary>
    public async Task<(Played First, Played Next)> PlayAsync(string client, (string Provider, Scene Scene) first, (string Provider, Scene Scene) next, Ask ask)
    {
        var (one, other) = (_upstreams[first.Provider].Open(first.Scene), _upstreams[next.Provider].Open(next.Scene));
        var rounds = await Client(client).AskAsync(Gateway.Address, ask with { Model = $"{first.Provider}/{one.Model}", NextModel = $"{next.Provider}/{other.Model}" });
        return (new Played(rounds, one), new Played(rounds, other));
    }

    /// <summary>What answers, without a server, as the gateway of an address does.</summary>
    private HttpMessageHandler OpenHandler(string address, string vendor)
    {
        if (_observed.TryGetValue(address, out var observed))
            return new ObservedHandler(observed.Gateway.Gateway.CreateHandler(vendor), observed.Wire.Keep);
        return new[] { Gateway, LivelyGateway }.Single(gateway => gateway.Address == address).Gateway.CreateHandler(vendor);
    }

    /// <summary>The servers of chat completions here speak nothing else, so that requests for a response are translated.</summary>
    private string Configuration(int keepAliveMilliseconds)
    {
        var backends = _upstreams.Values.Select(static upstream =>
            $$"""{ "id": "{{upstream.Provider.Name}}", "type": "{{upstream.Provider.Name}}", "endpoint": "{{upstream.Address}}{{upstream.Provider.BasePath}}", "api_key": "{{upstream.Provider.Credential}}" }""");
        var models = string.Join(", ", Names.Select(static name => $$"""{ "name": "{{name}}", "targets": ["openai/gpt-4o-mini"] }"""));
        return $$"""{ "server": { "http": "127.0.0.1:4000", "keepalive_ms": {{keepAliveMilliseconds}}, "allow_slow_lane": true }, "providers": { "openai": { "alsoSpeaks": [] }, "deepseek": { "alsoSpeaks": [] } }, "backends": [ {{string.Join(", ", backends)}} ], "models": [ {{models}} ] }""";
    }
}

/// <summary>What came of a scene.</summary>
/// <param name="Rounds">What the client told, one entry a round.</param>
/// <param name="Scene">What the provider saw.</param>
public sealed record Played(IReadOnlyList<Told> Rounds, OpenScene Scene)
{
    /// <summary>The last round.</summary>
    public Told Told => Rounds[^1];

    /// <summary>What the provider heard first.</summary>
    public Heard Heard => Scene.Heard.TryPeek(out var heard) ? heard : throw new InvalidOperationException("The provider heard nothing.");

    /// <summary>Demands that the provider refused nothing and the client raised no error.</summary>
    public Played Good()
    {
        Assert.Empty(Scene.Rejections);
        Assert.Null(Told.Error);
        return this;
    }
}
