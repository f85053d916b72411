using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;
using Parley.Resilience;
using Parley.Tests.Routing;

namespace Parley.Tests.Resilience.Hints;

/// <summary>What two gateways tell each other of the same targets.</summary>
public sealed class HintTests
{
    private static readonly Fault Failure = new(FaultKind.Upstream, "");
    private readonly SteppedTime _time = new();
    private readonly TargetStates _one;
    private readonly TargetStates _other;
    private readonly GatewaySnapshot _snapshot = Load("\"api_key\": \"k\"");
    private readonly List<TargetHint> _told = [];

    public HintTests()
    {
        _one = new TargetStates(_time);
        _other = new TargetStates(_time);
        _one.Told = _other.Told = _told.Add;
        _one.Keep(_snapshot);
        _other.Keep(_snapshot);
    }

    private Target Target => new(_snapshot.BackendList[0], "m");

    [Fact]
    public void Breaker_that_opens_here_puts_the_target_behind_there_and_the_decision_says_why()
    {
        Fail(_one, Target, 5);
        Assert.Equal((false, "5 failures in a row, the last: Upstream"), (_told.Single().IsLimit, _told[0].Reason));

        _other.Hear(_told[0]);

        Assert.Contains("another gateway has seen: 5 failures in a row, the last: Upstream", RefusalOf("breaker", _other.Of(Target).Facts), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_only_heard_is_not_passed_on()
    {
        _other.Hear(new TargetHint(Name(Target), "", "m", IsLimit: false, TimeSpan.FromMinutes(1), "5 failures in a row"));

        Succeed(_other, Target);

        Assert.Empty(_told);
    }

    [Fact]
    public void Limit_that_a_provider_spoke_of_is_known_there_too()
    {
        _one.Of(Target).Learn(Target, [], new Fault(FaultKind.RateLimit, "") { Source = FaultSource.Provider, RetryAfter = TimeSpan.FromSeconds(20) });

        _other.Hear(_told.Single());

        Assert.Equal(_time.GetUtcNow().AddSeconds(20), _other.Of(Target).FactsOf(Target).Limits!.FreeAt);
        Assert.Contains("as another gateway was told", RefusalOf("limits", _other.Of(Target).FactsOf(Target)), StringComparison.Ordinal);
    }

    [Fact]
    public void Headers_that_say_that_nothing_is_left_are_told_and_others_are_not()
    {
        _one.Of(Target).Learn(Target, [KeyValuePair.Create("x-ratelimit-remaining-requests", "1"), KeyValuePair.Create("x-ratelimit-reset-requests", "30s"), KeyValuePair.Create("x-ratelimit-limit-requests", "60")], null);
        Assert.Empty(_told);

        _one.Of(Target).Learn(Target, [KeyValuePair.Create("x-ratelimit-remaining-requests", "0"), KeyValuePair.Create("x-ratelimit-reset-requests", "30s")], null);

        Assert.Equal((true, TimeSpan.FromSeconds(30)), (_told.Single().IsLimit, _told[0].Left));
    }

    [Fact]
    public void Word_of_a_limit_holds_for_a_minute_at_most()
    {
        _other.Hear(new TargetHint(Name(Target), "", "m", IsLimit: true, TimeSpan.FromHours(5), ""));

        Assert.Equal(_time.GetUtcNow().AddMinutes(1), _other.Of(Target).FactsOf(Target).Limits!.FreeAt);
    }

    [Fact]
    public void Request_that_began_later_and_was_served_shows_that_a_limit_does_not_hold_here()
    {
        _other.Hear(new TargetHint(Name(Target), "", "m", IsLimit: true, TimeSpan.FromMinutes(1), ""));
        _time.Advance(TimeSpan.FromSeconds(2));

        Succeed(_other, Target, took: TimeSpan.FromSeconds(3));
        Assert.NotNull(_other.Of(Target).FactsOf(Target).Limits);
        Succeed(_other, Target, took: TimeSpan.FromSeconds(1));

        Assert.Null(_other.Of(Target).FactsOf(Target).Limits);
    }

    [Fact]
    public void Limit_of_one_key_of_several_leaves_the_others()
    {
        var snapshot = Load("\"api_keys\": [ \"k-1\", \"k-2\" ]");
        _one.Keep(snapshot);
        _other.Keep(snapshot);
        var target = new Target(snapshot.BackendList[0], "m");
        var taken = target with { Backend = target.Backend.Keyed[0] };
        _one.Of(taken).Learn(taken, [], new Fault(FaultKind.RateLimit, "") { Source = FaultSource.Provider, RetryAfter = TimeSpan.FromSeconds(20) });

        _other.Hear(_told.Single());

        Assert.All(Enumerable.Range(0, 4), _ => Assert.Equal("b#2", _other.Of(target.Backend).WithKey(target, null, 1).Backend.Key!.Name));
        Assert.Null(_other.Of(target).FactsOf(target).Limits);
    }

    [Fact]
    public void Backend_or_key_that_is_not_configured_here_is_nothing_to_hear_of()
    {
        _other.Hear(new TargetHint("elsewhere", "", "m", IsLimit: false, TimeSpan.FromMinutes(1), ""));
        _other.Hear(new TargetHint(Name(Target), "third", "m", IsLimit: true, TimeSpan.FromMinutes(1), ""));

        Assert.True(_other.Of(Target).Facts.IsPlain);
    }

    [Theory]
    [InlineData("https://up.example/v1", false)]
    [InlineData("http://127.0.0.1:11434", true)]
    public void Backend_on_loopback_is_that_of_its_machine(string address, bool isOfMachine)
    {
        var target = new Target(Load($"\"api_key\": \"k\", \"endpoint\": \"{address}\"").BackendList[0], "m");

        Assert.Equal(isOfMachine, Name(target).StartsWith($"{Environment.MachineName} b http", StringComparison.Ordinal));
    }

    [Fact]
    public void Code_of_this_process_is_no_business_of_others()
    {
        Fail(_one, new Target(EchoBackend.Instance, EchoBackend.Model), 5);

        Assert.Empty(_told);
    }

    private string Name(Target target)
    {
        _one.Tell(target, isLimit: true, TimeSpan.FromSeconds(1), "");
        var name = _told[^1].Backend;
        _told.Clear();
        return name;
    }

    private static string RefusalOf(string filter, TargetFacts facts)
    {
        var snapshot = Cases.Three(["", ""]);
        return Cases.Refusals(filter, Cases.Context(snapshot), Cases.Candidates(snapshot, "m", ("a", facts)));
    }

    private static void Fail(TargetStates states, Target target, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.True(states.Of(target).TryBegin(target, insists: true, out var pass));
            states.Of(target).End(pass, target, new AttemptOutcome(target, Failure, Usage.Unknown, false));
        }
    }

    private static void Succeed(TargetStates states, Target target, TimeSpan took = default)
    {
        Assert.True(states.Of(target).TryBegin(target, insists: true, out var pass));
        states.Of(target).End(pass, target, new AttemptOutcome(target, null, Usage.Unknown, true) { Duration = took });
    }

    private static GatewaySnapshot Load(string members) => new ConfigurationLoader(Catalog.BuiltIn, static _ => null)
        .Load([new SourceText("test.json", $$"""{ "backends": [ { "id": "b", "type": "openai", {{members}} } ] }""")]).Require();
}
