using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Parley.Cli.Tests.Running;
using Parley.TestKit.Databases;
using Parley.TestKit.Upstream;

namespace Parley.Cli.Tests;

/// <summary>Several gateways, one database, the same backends.</summary>
public sealed class ManyGatewaysBackendsTests : IAsyncLifetime
{
    private const string Answer = """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":4,"total_tokens":9}}""";
    private const string Failure = """{"error":{"message":"down","type":"server_error"}}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly List<ParleyProcess> _gateways = [];
    private readonly List<Sandbox> _sandboxes = [];
    private readonly ScriptedUpstream _first = new() { Otherwise = static _ => Script.Json(Answer) };
    private readonly ScriptedUpstream _second = new() { Otherwise = static _ => Script.Json(Answer) };
    private PostgresServer? _server;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL is not installed.");
        _server = await PostgresServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways)
            await gateway.DisposeAsync();
        _sandboxes.ForEach(static sandbox => sandbox.Dispose());
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Fact]
    public async Task Backend_that_fails_for_one_is_avoided_by_the_other_which_says_why()
    {
        var (one, other) = (await ServeAsync(), await ServeAsync());
        Assert.True((await AskAsync(one)).IsSuccessStatusCode);
        Assert.True((await AskAsync(other)).IsSuccessStatusCode);
        _first.Otherwise = static _ => Script.Json(Failure, 500);
        while ((await BackendAsync(one))["targets"]!.AsArray().Single()!["breaker"]!.GetValue<string>() != "open")
            Assert.True((await AskAsync(one)).IsSuccessStatusCode);
        await UntilAsync(async () => (await BackendAsync(other))["targets"]!.AsArray().Single()!["breaker"]!.GetValue<string>() == "open");
        var asked = Calls;

        var answer = await AskAsync(other);

        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal(asked, Calls);
        var decision = await other.Client.GetStringAsync($"admin/requests/{answer.Headers.GetValues("x-request-id").Single()}/decision");
        Assert.Contains("another gateway has seen: ", decision, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limit_that_a_provider_spoke_of_to_one_is_known_to_the_other()
    {
        var (one, other) = (await ServeAsync(), await ServeAsync());
        _first.Otherwise = request => request.Method == "POST" && Calls == 1 ? Script.Json("""{"error":{"message":"slow down","type":"rate_limit_error"}}""", 429, ("Retry-After", "600")) : Script.Json(Answer);

        Assert.True((await AskAsync(one)).IsSuccessStatusCode);

        // Its own answers do not say that the limit holds: only the other gateway can have.
        await UntilAsync(async () =>
        {
            var asked = Calls;
            return (await AskAsync(other)).IsSuccessStatusCode && Calls == asked;
        });
    }

    [Fact]
    public async Task Three_send_a_backend_no_more_in_a_minute_than_it_may_be_sent()
    {
        const int Limit = 60;
        for (var i = 0; i < 3; i++)
            await ServeAsync($"limits: {{ rpm: {Limit}, queue_ms: 2000 }}", backends: 1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 240).Select(caller => AskAsync(_gateways[caller % 3])));

        Assert.All(answers, static answer => Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, $"{answer.StatusCode}"));
        Assert.InRange(Calls, Limit * 9 / 10, Limit);
        Assert.Equal(Calls, answers.Count(static answer => answer.IsSuccessStatusCode));
        var refused = answers.First(static answer => !answer.IsSuccessStatusCode);
        Assert.Contains($"rpm: {Limit}", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>Gateways also ask which models there are.</summary>
    private int Calls => _first.Received.Count(static request => request.Method == "POST");

    private async Task<ParleyProcess> ServeAsync(string more = "name: first", int backends = 2)
    {
        var sandbox = new Sandbox();
        _sandboxes.Add(sandbox);
        string[] lines =
        [
            $"  - {{ id: first, type: openai-compatible, base_url: \"{_first.Address}v1\", api_key: k, priority: 2, {more} }}",
            $"  - {{ id: second, type: openai-compatible, base_url: \"{_second.Address}v1\", api_key: k, priority: 1 }}",
        ];
        sandbox.Write("parley.yaml", $"store: {_server!.Address}\nbackends:\n{string.Join('\n', lines.Take(backends))}\nmodels:\n  - {{ name: m, targets: [{(backends == 1 ? "first/m" : "first/m, second/m")}] }}\n");
        var gateway = await ParleyProcess.ServeAsync(sandbox);
        _gateways.Add(gateway);
        return gateway;
    }

    private static async Task<HttpResponseMessage> AskAsync(ParleyProcess gateway)
    {
        using var content = new StringContent("""{"model":"m","max_tokens":64,"messages":[{"role":"user","content":"Hello"}]}""", Encoding.UTF8, "application/json");
        return await gateway.Client.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), content);
    }

    private static async Task<JsonNode> BackendAsync(ParleyProcess gateway) =>
        JsonNode.Parse(await gateway.Client.GetStringAsync("admin/backends"))!["backends"]!.AsArray().Single(static backend => backend!["id"]!.GetValue<string>() == "first")!;

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await isSo())
            await Task.Delay(20, patience.Token);
    }
}
