using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Providers;
using Parley.Providers.Auth;
using Parley.Providers.Upstream;
using Parley.Resilience;
using Parley.TestKit.Upstream;

namespace Parley.Tests.Resilience.Health;

public sealed class HealthChecksTests : IAsyncDisposable
{
    private readonly SteppedTime _time = new();
    private readonly UpstreamHandlers _handlers = new();
    private readonly ScriptedUpstream _server = new() { Otherwise = static _ => Script.Json("{}") };
    private readonly TargetStates _states;
    private readonly HealthChecks _checks;

    public HealthChecksTests()
    {
        _states = new TargetStates(_time);
        var get = new BackendGet(_handlers, new AuthSchemes(_handlers, _time), static backend => backend);
        _checks = new HealthChecks(new HealthProbe(get), new LoadProbe(get), _states, _time);
    }

    /// <summary>What was asked in order to see if it is well; not how loaded it is.</summary>
    private IEnumerable<ReceivedRequest> Asked => _server.Received.Where(static request => request.Target is not ("/api/ps" or "/metrics"));

    public async ValueTask DisposeAsync()
    {
        _handlers.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("vllm", "/health")]
    [InlineData("llamacpp", "/health")]
    [InlineData("ollama", "/api/tags")]
    [InlineData("lmstudio", "/v1/models")]
    [InlineData("openai-compatible", "/v1/models")]
    public async Task Question_costs_no_tokens(string type, string path)
    {
        await AskAsync(Snapshot(type));

        var asked = Assert.Single(Asked);
        Assert.Equal(("GET", path), (asked.Method, asked.Target));
    }

    [Fact]
    public async Task Backend_is_ill_after_the_threshold_and_well_after_one_success()
    {
        var snapshot = Snapshot("vllm", "\"health\":{\"threshold\":2,\"interval\":10}");
        _server.Otherwise = static _ => Script.Json("{}", 503);
        await AskAsync(snapshot);
        Assert.Equal((true, 1), (Report(snapshot)!.IsWell, Report(snapshot)!.FailuresInARow));

        await AskAsync(snapshot, 10);
        Assert.Equal((false, "it answers with status 503"), (Report(snapshot)!.IsWell, Report(snapshot)!.Reason));

        _server.Otherwise = static _ => Script.Json("{}");
        await AskAsync(snapshot, 10);
        Assert.Equal((true, 0, ""), (Report(snapshot)!.IsWell, Report(snapshot)!.FailuresInARow, Report(snapshot)!.Reason));
    }

    [Fact]
    public async Task Nobody_is_asked_before_the_interval_is_over()
    {
        var snapshot = Snapshot("vllm");
        await AskAsync(snapshot);
        await AskAsync(snapshot, 29);
        Assert.Single(Asked);

        await AskAsync(snapshot, 1);

        Assert.Equal(2, Asked.Count());
    }

    [Theory]
    [InlineData(404, true)]
    [InlineData(429, true)]
    [InlineData(401, false)]
    [InlineData(500, false)]
    public async Task Who_answers_lives_unless_it_fails_or_refuses_the_key(int status, bool well)
    {
        var snapshot = Snapshot("vllm", "\"health\":{\"threshold\":1}");
        _server.Otherwise = _ => Script.Json("{}", status);

        await AskAsync(snapshot);

        Assert.Equal(well, Report(snapshot)!.IsWell);
    }

    [Fact]
    public async Task Silence_is_a_failure_once_the_time_is_over()
    {
        var snapshot = Snapshot("vllm", "\"health\":{\"threshold\":1,\"timeout\":5}");
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Otherwise = _ =>
        {
            arrived.SetResult();
            return Script.Stall();
        };

        var asking = _checks.AskDueAsync(snapshot, TestContext.Current.CancellationToken);
        await arrived.Task;
        _time.Advance(TimeSpan.FromSeconds(5));
        await asking;

        Assert.Equal("it does not answer in time", Report(snapshot)!.Reason);
    }

    [Theory]
    [InlineData("groq", "", false)]
    [InlineData("groq", "\"health\":{\"enabled\":true}", true)]
    [InlineData("groq", "\"health_check_interval_ms\":1000", true)]
    [InlineData("vllm", "\"health\":{\"enabled\":false}", false)]
    [InlineData("vllm", "\"health_check_interval_ms\":0", false)]
    [InlineData("vllm", "\"hardware\":\"cloud\"", false)]
    public void Clouds_are_asked_only_where_the_operator_says_so(string type, string member, bool asked) =>
        Assert.Equal(asked, Snapshot(type, member).BackendList[0].Health is not null);

    [Fact]
    public async Task Report_of_a_backend_that_is_no_longer_asked_is_forgotten()
    {
        var snapshot = Snapshot("vllm", "\"health\":{\"threshold\":1}");
        _server.Otherwise = static _ => Script.Json("{}", 503);
        await AskAsync(snapshot);
        Assert.NotNull(_states.Of(snapshot.BackendList[0]).Trouble);

        await AskAsync(Snapshot("vllm", "\"health\":{\"enabled\":false}"));

        Assert.Null(_states.Of(snapshot.BackendList[0]).Trouble);
    }

    [Fact]
    public async Task Load_is_asked_for_with_the_health_and_becomes_a_fact_of_each_target()
    {
        var snapshot = Snapshot("ollama");
        _server.Otherwise = static request => Script.Json(request.Target == "/api/ps" ? """{"models":[{"name":"mistral:latest"}]}""" : "{}");
        await AskAsync(snapshot);
        bool? IsLoaded(string model) => _states.Of(new Target(snapshot.BackendList[0], model)).Facts.IsLoaded;
        Assert.Equal((true, false), (IsLoaded("mistral"), IsLoaded("llama3")));

        // A server that fell silent is not known to have anything.
        _server.Otherwise = static _ => Script.Json("{}", 503);
        await AskAsync(snapshot, 30);
        Assert.Null(IsLoaded("mistral"));
    }

    [Fact]
    public async Task Server_that_measures_nothing_is_well_and_its_queue_unknown()
    {
        var snapshot = Snapshot("vllm");
        _server.Otherwise = static request => request.Target == "/metrics" ? Script.Json("{}", 404) : Script.Json("{}");

        await AskAsync(snapshot);

        Assert.True(Report(snapshot)!.IsWell);
        Assert.Null(_states.Of(new Target(snapshot.BackendList[0], "m")).Facts.Waiting);
    }

    [Fact]
    public async Task Loop_ends_when_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var snapshot = Snapshot("vllm");
        var loop = _checks.RunAsync(() => snapshot, stop.Token);

        await stop.CancelAsync();

        await loop;
    }

    private async Task AskAsync(GatewaySnapshot snapshot, double secondsLater = 0)
    {
        _time.Advance(TimeSpan.FromSeconds(secondsLater));
        await _checks.AskDueAsync(snapshot, TestContext.Current.CancellationToken);
    }

    private HealthReport? Report(GatewaySnapshot snapshot) => _states.Of(snapshot.BackendList[0]).Health;

    private GatewaySnapshot Snapshot(string type, string member = "") => new ConfigurationLoader(Catalog.BuiltIn, static _ => null)
        .Load([new SourceText("test.json", $$"""{ "backends": [ { "id": "b", "type": "{{type}}", "endpoint": "{{_server.Address}}", "api_key": "sk-1" {{(member.Length > 0 ? "," + member : "")}} } ] }""")]).Require();
}
