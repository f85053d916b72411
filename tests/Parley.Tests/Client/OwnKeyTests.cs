using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Dialects.Conversation;
using Parley.Pipeline;
using Parley.Providers;
using Parley.Providers.Auth;
using Parley.Providers.Upstream;
using Parley.Resilience;
using Parley.Routing.Adaptive;
using Parley.TestKit.Upstream;
using Parley.Tests.Resilience;

namespace Parley.Tests.Client;

/// <summary>Calls that bring their own keys, and what follows from them for others: nothing.</summary>
public sealed class OwnKeyTests
{
    private static readonly AskOptions Own = new() { Keys = new Dictionary<string, Secret> { ["openai"] = new("sk-of-the-caller") } };
    private readonly SteppedTime _time = new();

    [Theory]
    [InlineData(FaultKind.Authentication)]
    [InlineData(FaultKind.Permission)]
    [InlineData(FaultKind.Payment)]
    [InlineData(FaultKind.Quota)]
    [InlineData(FaultKind.RateLimit)]
    public void Trouble_of_such_a_key_teaches_nothing(FaultKind kind)
    {
        var target = Target();

        Assert.Equal(0, Rewards.Of(Failed(target, kind)));
        Assert.Null(Rewards.Of(Failed(OfGuest(target), kind)));
        Assert.Equal(0, Rewards.Of(Failed(OfGuest(target), FaultKind.Upstream)));
    }

    [Fact]
    public void Success_with_such_a_key_does_not_mend_the_operators()
    {
        var (target, states) = (Target(), new TargetStates(_time));
        var state = states.Of(target);
        for (var i = 0; i < 10; i++)
            Attempt(state, Failed(target, FaultKind.Authentication));
        var failures = state.FailuresInARow;
        Assert.Equal(BreakerState.Open, state.Breaker.Report?.StateAt(_time.GetUtcNow()));

        _time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 5; i++)
            Attempt(state, new AttemptOutcome(OfGuest(target), null, Usage.Unknown, Committed: true));

        Assert.Equal((failures, BreakerState.HalfOpen), (state.FailuresInARow, state.Breaker.Report?.StateAt(_time.GetUtcNow())));
        for (var i = 0; i < 2; i++)
            Attempt(state, new AttemptOutcome(target, null, Usage.Unknown, Committed: true));
        Assert.Null(state.Breaker.Report);
    }

    [Fact]
    public void Breaker_that_the_operators_key_opened_is_in_nobody_elses_way()
    {
        var (target, states) = (Target(), new TargetStates(_time));
        var state = states.Of(target);
        for (var i = 0; i < 10; i++)
            Attempt(state, Failed(target, FaultKind.Authentication));

        Assert.False(state.TryBegin(target, insists: false, out _));
        Assert.True(state.TryBegin(OfGuest(target), insists: false, out _));
    }

    [Fact]
    public void Server_that_serves_such_calls_is_well()
    {
        var (target, states) = (Target(), new TargetStates(_time));
        var state = states.Of(target);
        Attempt(state, Failed(target, FaultKind.Upstream));

        Attempt(state, new AttemptOutcome(OfGuest(target), null, Usage.Unknown, Committed: true));

        Assert.Equal(0, state.FailuresInARow);
    }

    [Fact]
    public async Task Limits_of_the_operator_are_neither_waited_for_nor_used_up()
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply) };
        await using var parley = ParleyClient.Create(b => b.AddBackend("openai", o =>
        {
            (o.Endpoint, o.ApiKey) = (upstream.Address + "v1", "sk-of-the-operator");
            o.Configure(static more => more with { Limits = new LimitOptions { RequestsPerMinute = 1, QueueLength = 0 } });
        }).Route(static r => r.Retry(new() { MaxAttempts = 1 })));

        await parley.ChatAsync("openai/gpt-4o", "x", Own);
        await parley.ChatAsync("openai/gpt-4o", "x", Own);
        await parley.ChatAsync("openai/gpt-4o", "x");
        await Assert.ThrowsAsync<RateLimitException>(() => parley.ChatAsync("openai/gpt-4o", "x"));
        await parley.ChatAsync("openai/gpt-4o", "x", Own);

        Assert.Equal(4, upstream.Received.Count);
    }

    [Theory]
    [InlineData(401, null)]
    [InlineData(403, null)]
    [InlineData(500, "it answers with status 500")]
    public async Task Backend_without_a_key_of_its_own_is_well_when_it_asks_for_one(int status, string? why)
    {
        await using var upstream = new ScriptedUpstream { Otherwise = _ => Script.Json("{}", status) };
        using var handlers = new UpstreamHandlers();
        var probe = new HealthProbe(new BackendGet(handlers, new AuthSchemes(handlers, _time), static backend => backend));

        Assert.Equal(why, await probe.AskAsync(Target(upstream.Address, keyPerCall: true).Backend, TestContext.Current.CancellationToken));
    }

    private void Attempt(TargetState state, AttemptOutcome outcome)
    {
        Assert.True(state.TryBegin(outcome.Target, insists: true, out var pass));
        state.End(pass, outcome.Target, outcome);
    }

    private static AttemptOutcome Failed(Target target, FaultKind kind) => new(target, new Fault(kind, "no") { Source = FaultSource.Provider }, Usage.Unknown, Committed: false);

    private static Target OfGuest(Target target) => target with { Backend = target.Backend.OfOneCall(new Secret("sk-own")) };

    private static Target Target(string address = "http://127.0.0.1:1/", bool keyPerCall = false) => new(new ConfigurationLoader(Catalog.BuiltIn, static _ => null)
        .Load([new SourceText("test.json", $$"""{ "backends": [ { "id": "openai", "type": "openai", "endpoint": "{{address}}v1", "api_key": "sk-1" } ] }""")],
            options => options with { Backends = [.. options.Backends.Select(backend => backend with { KeyPerCall = keyPerCall })] }).Require().BackendList[0], "m");
}
