using System.Collections.Frozen;
using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Dialects.Conversation;
using Parley.Hardware;
using Parley.Pipeline;
using Parley.Resilience;
using Parley.Routing;
using Parley.Routing.Estimates;
using Parley.Tests.Routing;

namespace Parley.Tests.Hardware;

public sealed class ThermalRoutingTests
{
    private static readonly ThermalOptions Limits = new();

    [Theory]
    [InlineData(69d, null, null, null, 0)]
    [InlineData(77.5, null, null, null, 0.25)]
    [InlineData(null, 95d, null, null, 0.05)]
    [InlineData(null, null, 100d, null, 0.2)]
    [InlineData(null, null, null, true, 2)]
    [InlineData(85d, null, null, null, 3)]
    [InlineData(85d, null, null, false, 1)]
    [InlineData(null, null, null, null, 0)]
    public void Penalty_is_that_of_heat_noise_use_and_throttling(double? degrees, double? fan, double? use, bool? throttles, double penalty) =>
        Assert.Equal(penalty, HeatPenalty.Of(new HardwareReadings { TemperatureC = degrees, FanPercent = fan, UtilizationPercent = use, IsThrottling = throttles }, Limits), 9);

    [Fact]
    public void Scored_puts_a_hot_target_behind_a_cool_one_and_notes_the_part()
    {
        var snapshot = Snapshot();
        var candidates = Cases.Candidates(snapshot, "m", ("a", Hot(82)), ("b", Hot(50)));

        Assert.Equal("b a", Cases.Ranked("scored", Cases.Context(snapshot), candidates));
        Assert.Equal(-0.64, candidates[1].Parts!.Single(part => part.Name == "thermal").Value, 9);
        Assert.Equal(candidates[1].Score, candidates[1].Parts!.Sum(part => part.Value), 9);
    }

    [Fact]
    public void Target_at_the_shutdown_limit_or_cooling_is_forbidden()
    {
        var snapshot = Snapshot();
        var context = Cases.Context(snapshot);
        var cooling = Hot(80) with { Hardware = Hot(80).Hardware! with { CoolingUntil = context.Now.AddSeconds(30) } };

        Assert.Equal("a: its hardware is at 95 °C, and 95 is the limit; b: its hardware was too hot and cools until 1970-01-01 01:00:30Z", Cases.Refusals("thermal", context, Cases.Candidates(snapshot, "m", ("a", Hot(95)), ("b", cooling))));
        Assert.Equal("", Cases.Refusals("thermal", context, Cases.Candidates(snapshot, "m", ("a", Hot(94.9)))));
    }

    [Fact]
    public void Sole_target_that_is_too_hot_is_not_asked_either()
    {
        var snapshot = Cases.Three([""], "\"thermal\": {}");
        var backend = snapshot.BackendList[0];
        var state = Reading(backend, 97);

        var decision = Many.Router(hardware: state).Decide(Cases.Context(snapshot), ModelResolver.Resolve(snapshot, "m"));

        Assert.Empty(decision.Ranked);
        Assert.Equal("thermal", Assert.Single(decision.Refused).RefusedBy);
        // The decision holds the very readings.
        Assert.Same(state.Of(backend), decision.Refused[0].Facts.Hardware);
    }

    [Fact]
    public void Caller_is_told_when_the_first_hardware_will_have_cooled()
    {
        var snapshot = Snapshot();
        var context = Cases.Context(snapshot);
        TargetFacts Cooling(int seconds) => new() { Hardware = new HardwareFacts("cpu", HardwareReadings.None, context.Now) { CoolingUntil = context.Now.AddSeconds(seconds) } };
        var candidates = Cases.Candidates(snapshot, "m", ("a", Cooling(90)), ("b", Cooling(30)));
        Fault Told(string second)
        {
            (candidates[0].Refused, candidates[1].Refused) = (new Refused("thermal", "it is hot"), new Refused(second, "it is so"));
            return RoutingFaults.NobodyLeft(new RoutingDecision(context, "", [], candidates));
        }

        Assert.Equal((FaultKind.NoTarget, TimeSpan.FromSeconds(30)), (Told("thermal").Kind, Told("thermal").RetryAfter));
        // Cooling helps nobody where something else is in the way.
        Assert.Null(Told("power").RetryAfter);
    }

    [Fact]
    public void Heat_changes_nothing_where_no_limits_are_configured()
    {
        var snapshot = Cases.Three(["", ""]);
        var candidates = Cases.Candidates(snapshot, "m", ("a", Hot(99)), ("b", Hot(20)));

        Assert.Equal("", Cases.Refusals("thermal", Cases.Context(snapshot), candidates));
        Assert.Equal("a b", Cases.Ranked("scored", Cases.Context(snapshot), candidates));
    }

    [Fact]
    public void Measured_watts_stand_in_for_those_that_nobody_configured()
    {
        var snapshot = Cases.Three(["", "\"characteristics\": { \"power_watts\": 100 }"], "\"thermal\": {}");
        var facts = Hot(50) with { Hardware = new HardwareFacts("cpu", new HardwareReadings { Watts = 42 }, DateTimeOffset.UnixEpoch) };

        Assert.Equal([42d, 100d], Cases.Candidates(snapshot, "m", ("a", facts), ("b", facts)).Select(static candidate => candidate.PowerWatts!.Value));
    }

    private static GatewaySnapshot Snapshot() => Cases.Three(["", ""], "\"thermal\": {}");

    private static TargetFacts Hot(double degrees) => new() { Hardware = new HardwareFacts("cpu", new HardwareReadings { TemperatureC = degrees, IsThrottling = false }, DateTimeOffset.UnixEpoch) };

    private static HardwareState Reading(Backend backend, double degrees)
    {
        var facts = new Dictionary<string, HardwareFacts> { [backend.Id] = Hot(degrees).Hardware! };
        return new HardwareState
        {
            Current = new HardwareView(FrozenDictionary<string, HardwareFacts>.Empty, facts.ToFrozenDictionary(), HardwareReadings.None, []),
        };
    }
}
