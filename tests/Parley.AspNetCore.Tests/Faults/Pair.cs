using Parley.Pipeline;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Faults;

/// <summary>A gateway between a client of one dialect and scripted backends of another, for one test.</summary>
public sealed class Pair : IAsyncDisposable
{
    private Pair(WireSample client, RunningGateway gateway, ScriptedUpstream first, ScriptedUpstream second)
    {
        Client = client;
        Gateway = gateway;
        First = first;
        Second = second;
    }

    /// <summary>What the client speaks.</summary>
    public WireSample Client { get; }

    /// <summary>The gateway; its model <c>m</c> leads to the first backend, then to the second.</summary>
    public RunningGateway Gateway { get; }

    /// <summary>The backend that is tried first.</summary>
    public ScriptedUpstream First { get; }

    /// <summary>The backend that is tried next.</summary>
    public ScriptedUpstream Second { get; }

    /// <summary>Every pair of client and upstream dialect, as test data.</summary>
    public static TheoryData<string, string> All
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var client in WireSample.All)
            {
                foreach (var upstream in WireSample.All)
                    pairs.Add(client.Provider, upstream.Provider);
            }
            return pairs;
        }
    }

    /// <summary>Starts everything. Each backend speaks the dialect of its sample and no other.</summary>
    /// <param name="client">The client's dialect.</param>
    /// <param name="upstream">The backends' dialect.</param>
    /// <param name="timeouts">Further members of the first backend.</param>
    /// <param name="server">Members of the server section.</param>
    /// <param name="steps">Steps of the test's own.</param>
    public static async Task<Pair> StartAsync(string client, string upstream, string timeouts = "", string server = "", params IMiddleware[] steps)
    {
        var (first, second) = (new ScriptedUpstream(), new ScriptedUpstream());
        var more = timeouts.Length == 0 ? "" : ", " + timeouts;
        var gateway = await RunningGateway.StartAsync($$"""
            {
              "server": { "http": "127.0.0.1:4000"{{(server.Length == 0 ? "" : ", " + server)}} },
              "backends": [
                { "id": "first", "type": "{{upstream}}", "endpoint": "{{first.Address}}", "api_key": "sk-first"{{more}} },
                { "id": "second", "type": "{{upstream}}", "endpoint": "{{second.Address}}", "api_key": "sk-second" }
              ],
              "providers": { "openai": { "alsoSpeaks": [] } },
              "models": [ { "name": "m", "targets": ["first/m-1", "second/m-1"] } ]
            }
            """, steps);
        return new Pair(WireSample.Of(client), gateway, first, second);
    }

    /// <summary>Posts a prompt for the model <c>m</c>.</summary>
    public Task<HttpResponseMessage> AskAsync(bool stream, params (string Name, string Value)[] headers) =>
        Gateway.PostAsync(Client.Path("m", stream), Client.Body("m", "Say hello", stream), headers);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }
}
