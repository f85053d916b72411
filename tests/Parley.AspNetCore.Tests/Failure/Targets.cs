using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Failure;

/// <summary>A gateway whose model <c>m</c> leads to several scripted backends, one after the other: <c>t0/m-1</c>, <c>t1/m-1</c>.</summary>
public sealed class Targets : IAsyncDisposable
{
    private Targets(ScriptedUpstream[] upstreams, RunningGateway gateway)
    {
        Upstreams = upstreams;
        Gateway = gateway;
    }

    /// <summary>The backends, in order.</summary>
    public IReadOnlyList<ScriptedUpstream> Upstreams { get; }

    /// <summary>The gateway.</summary>
    public RunningGateway Gateway { get; }

    /// <summary>How often each was called.</summary>
    public IEnumerable<int> Calls => Upstreams.Select(static upstream => upstream.Received.Count);

    /// <summary>Starts everything.</summary>
    /// <param name="count">How many targets the model has.</param>
    /// <param name="model">Further members of the model.</param>
    /// <param name="backend">Further members of the first backend.</param>
    /// <param name="top">Further members of the file.</param>
    /// <param name="upstream">What the backends speak.</param>
    /// <param name="spare">How many more backends there are, to which no name leads.</param>
    /// <param name="others">Further members of the other backends.</param>
    public static async Task<Targets> StartAsync(int count, string model = "", string backend = "", string top = "", string upstream = "openai", int spare = 0, string others = "")
    {
        var upstreams = Enumerable.Range(0, count + spare).Select(static _ => new ScriptedUpstream()).ToArray();
        var backends = upstreams.Select((server, index) => $$"""{ "id": "t{{index}}", "type": "{{upstream}}", "endpoint": "{{server.Address}}", "api_key": "sk-{{index}}"{{More(index == 0 ? backend : others)}} }""");
        var gateway = await RunningGateway.StartAsync($$"""
            {
              "server": { "http": "127.0.0.1:4000" }{{More(top)}},
              "providers": { "openai": { "alsoSpeaks": [] } },
              "backends": [ {{string.Join(", ", backends)}} ],
              "models": [ { "name": "m", "targets": [{{string.Join(", ", Enumerable.Range(0, count).Select(static index => $"\"t{index}/m-1\""))}}]{{More(model)}} } ]
            }
            """);
        return new Targets(upstreams, gateway);
    }

    /// <summary>Posts a prompt for the model <c>m</c>, as OpenAI Chat unless another client is named.</summary>
    public Task<HttpResponseMessage> AskAsync(bool stream = false, string client = "openai", params (string Name, string Value)[] headers)
    {
        var sample = WireSample.Of(client);
        return Gateway.PostAsync(sample.Path("m", stream), sample.Body("m", "Say hello", stream), headers);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        foreach (var upstream in Upstreams)
            await upstream.DisposeAsync();
    }

    private static string More(string members) => members.Length == 0 ? "" : ", " + members;
}
