using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Pipeline.Dispatching;
using Parley.Providers.Upstream;
using Parley.Resilience;
using Parley.Tests.Routing;

namespace Parley.Tests.Resilience.Limits;

/// <summary>Limits as they are configured, and what they make of keys and candidates.</summary>
public sealed class LimitedBackendTests
{
    private readonly SteppedTime _time = new();
    private readonly TargetStates _states;

    public LimitedBackendTests() => _states = new TargetStates(_time);

    [Fact]
    public void Limits_are_read_with_what_is_usual_for_the_rest()
    {
        Assert.Null(Backend("\"api_key\": \"k\"").Limits);
        Assert.Equal(new LimitPolicy { RequestsPerMinute = 60, TokensPerMinute = 90_000, RequestsPerDay = 1000, Concurrency = 4, MaxWait = TimeSpan.FromSeconds(2), Queue = 7 },
            Backend("""
                "api_key": "k", "limits": { "rpm": 60, "tpm": 90000, "rpd": 1000, "concurrency": 4, "queue_ms": 2000, "queue_length": 7 }
                """).Limits);
        Assert.Equal((100, TimeSpan.FromSeconds(30)), Backend("\"api_key\": \"k\", \"limits\": { \"concurrency\": 1 }").Limits is { } usual ? (usual.Queue, usual.MaxWait) : default);
    }

    [Fact]
    public void Key_says_its_own_limits_on_top_of_its_backends()
    {
        var backend = Backend("""
            "api_keys": [ { "key": "k-1", "rpm": 5 }, { "key": "k-2", "tpm": 7 }, "k-3" ], "limits": { "rpm": 60, "concurrency": 2 }
            """);

        Assert.Equal([(5, null, 2), (60, 7L, 2), (60, null, 2)], backend.Keyed.Select(static keyed => (keyed.Limits!.RequestsPerMinute, keyed.Limits.TokensPerMinute, keyed.Limits.Concurrency)));
        Assert.Equal([1, null], Backend("\"api_keys\": [ { \"key\": \"k-1\", \"rpm\": 1 }, \"k-2\" ]").Keyed.Select(static keyed => keyed.Limits?.RequestsPerMinute));
    }

    [Fact]
    public void Limit_below_one_is_a_problem() =>
        Assert.NotEmpty(Load("\"api_key\": \"k\", \"limits\": { \"rpm\": 0 }").Problems);

    [Fact]
    public void Key_without_room_is_passed_over_and_room_is_that_of_the_best_key()
    {
        var target = new Target(Backend("\"api_keys\": [ { \"key\": \"k-1\", \"rpm\": 1 }, { \"key\": \"k-2\", \"rpm\": 2 } ]"), "m");
        List<string> taken = [];
        while (Facts(target).Limits?.FreeAt is null && taken.Count < 9)
            taken.Add(Take(target));

        Assert.Equal(["b#1", "b#2", "b#2"], taken.Order());
        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromMinutes(1), Facts(target).Limits?.FreeAt);
        Assert.Null(Facts(target with { Model = "other" }).Limits);
    }

    [Fact]
    public void Target_without_limits_has_no_gate_until_its_provider_speaks_of_one()
    {
        var target = new Target(Backend("\"api_key\": \"k\""), "m");
        var state = _states.Of(target);
        state.Learn(target, [KeyValuePair.Create("x-request-id", "1")], new Fault(FaultKind.RateLimit, "") { Source = FaultSource.Provider, RetryAfter = TimeSpan.FromSeconds(9) });
        Assert.Null(state.GateFor(target));

        state.Learn(target, [KeyValuePair.Create("x-ratelimit-remaining-requests", "0"), KeyValuePair.Create("x-ratelimit-reset-requests", "9s")], null);

        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromSeconds(9), Facts(target).Limits!.FreeAt);
    }

    [Fact]
    public void Time_of_room_that_nobody_knows_is_left_out()
    {
        var target = new Target(Backend("\"api_key\": \"k\", \"limits\": { \"concurrency\": 1 }"), "m");
        Assert.NotNull(_states.Of(target).GateFor(target)!.TryTake(target.Backend.Limits!, new LimitAsk("", "m", 1)));

        var room = Facts(target).Limits!;

        Assert.Equal((null, true, true), (room.FreeAt, room.IsFull, room.Bars(1, _time.GetUtcNow())));
        Assert.True(new LimitReport(_time.GetUtcNow() + TimeSpan.FromHours(1), null).IsBetterThan(room));
        Assert.False(room.IsBetterThan(new LimitReport(null, 1)));
        var snapshot = Cases.Three(["", ""]);
        Assert.Equal("a: as many requests run there as may at one time", Cases.Refusals("limits", Cases.Context(snapshot), Cases.Candidates(snapshot, "m", ("a", new TargetFacts { Limits = room }))));
    }

    [Theory]
    [InlineData(5, 0, "a: its limits are reached until 1970-01-01 01:00:05Z")]
    [InlineData(0, 1511, "a: it has 1511 tokens left of its limit, and the request takes about 1512")]
    [InlineData(0, 1512, "")]
    public void Filter_puts_a_target_without_room_behind_the_others(int seconds, int tokens, string refusals)
    {
        var snapshot = Cases.Three(["", ""]);
        var limits = new LimitReport(seconds == 0 ? null : DateTimeOffset.UnixEpoch.AddHours(1).AddSeconds(seconds), tokens);

        Assert.Equal(refusals, Cases.Refusals("limits", Cases.Context(snapshot), Cases.Candidates(snapshot, "m", ("a", new TargetFacts { Limits = limits }))));
    }

    [Theory]
    [InlineData(100, null, OperationKind.Chat, 612)]
    [InlineData(100, 50, OperationKind.Chat, 150)]
    [InlineData(100, 1_000_000, OperationKind.Chat, 4196)]
    [InlineData(100, null, OperationKind.Embeddings, 100)]
    public void Tokens_are_estimated_by_the_prompt_and_what_may_be_written(int input, int? output, OperationKind kind, int tokens) =>
        Assert.Equal(tokens, LimitAsk.TokensOf(Cases.Head(tokens: input, limit: output), kind));

    [Fact]
    public void What_counts_in_the_end_is_what_was_used()
    {
        var target = new Target(Backend("\"api_key\": \"k\""), "m");
        var known = new Usage { Input = TokenCount.Exact(10), CacheRead = TokenCount.Exact(5), Output = TokenCount.Exact(7) };

        Assert.Equal(22, Admission.UsedBy(new AttemptOutcome(target, null, known, true)));
        Assert.Null(Admission.UsedBy(new AttemptOutcome(target, null, Usage.Unknown, true)));
        Assert.Null(Admission.UsedBy(new AttemptOutcome(target, new Fault(FaultKind.FirstEventTimeout, ""), Usage.Unknown, false)));
        Assert.Equal(0, Admission.UsedBy(new AttemptOutcome(target, new Fault(FaultKind.Connect, ""), Usage.Unknown, false)));
        Assert.Equal(0, Admission.UsedBy(new AttemptOutcome(target, new Fault(FaultKind.RateLimit, "") { Source = FaultSource.Provider }, Usage.Unknown, false)));
        Assert.Equal(0, Admission.UsedBy(null));
    }

    [Fact]
    public void Clocks_stand_still_while_an_attempt_waits_for_its_turn()
    {
        using var watchdog = new Watchdog(_time);
        using var deadlines = new Deadlines(watchdog, new Timeouts { FirstEvent = TimeSpan.FromSeconds(5) }, TimeSpan.FromSeconds(60), CancellationToken.None);
        deadlines.Hold();
        _time.Advance(TimeSpan.FromSeconds(30));
        deadlines.Go();
        Assert.Equal((null, TimeSpan.Zero), (deadlines.Expired, deadlines.Elapsed));

        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Null(deadlines.Expired);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(FaultKind.FirstEventTimeout, deadlines.Expired);
    }

    [Fact]
    public void Time_of_the_request_goes_on_while_an_attempt_waits()
    {
        using var watchdog = new Watchdog(_time);
        using var deadlines = new Deadlines(watchdog, new Timeouts { FirstEvent = TimeSpan.FromSeconds(5) }, TimeSpan.FromSeconds(20), CancellationToken.None);
        deadlines.Hold();
        _time.Advance(TimeSpan.FromSeconds(22));

        Assert.Equal(FaultKind.TotalTimeout, deadlines.Expired);
    }

    private TargetFacts Facts(Target target) => _states.Of(target).FactsOf(target);

    private string Take(Target target)
    {
        var keyed = _states.Of(target.Backend).WithKey(target, null, 1);
        _states.Of(keyed).GateFor(keyed)!.TryTake(keyed.Backend.Limits!, new LimitAsk(keyed.Backend.Key!.Name, keyed.Model, 1));
        return keyed.Backend.Key.Name;
    }

    private static Backend Backend(string members) => Load(members).Require().BackendList[0];

    private static LoadedConfiguration Load(string members) => new ConfigurationLoader(Catalog.BuiltIn, static _ => null)
        .Load([new SourceText("test.json", $$"""{ "backends": [ { "id": "b", "type": "openai", {{members}} } ] }""")]);
}
