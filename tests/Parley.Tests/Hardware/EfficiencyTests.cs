using Parley.Configuration.Options;
using Parley.Hardware;
using Parley.Resilience;
using Parley.Routing;
using Parley.Tests.Routing;

namespace Parley.Tests.Hardware;

public sealed class EfficiencyTests
{
    private static readonly TimeOnly Noon = new(12, 0);
    private static readonly EfficiencyOptions Usual = new();

    [Theory]
    [InlineData(15d, false, 40d, 10d, 12, EfficiencyMode.UltraEfficiency, "auto: the battery is at 15 %, below 20")]
    [InlineData(45d, true, 90d, 90d, 23, EfficiencyMode.Efficiency, "auto: the battery is at 45 %, below 50")]
    [InlineData(80d, true, 90d, 90d, 23, EfficiencyMode.Quiet, "auto: quiet hours")]
    [InlineData(80d, true, 90d, 90d, 12, EfficiencyMode.Efficiency, "auto: it is at 90 °C, above 75")]
    [InlineData(80d, true, 75d, 90d, 12, EfficiencyMode.Quiet, "auto: a fan is at 90 %, above 70")]
    [InlineData(80d, true, 75d, 70d, 12, EfficiencyMode.Balanced, "auto: it runs on its battery")]
    [InlineData(80d, false, 75d, 70d, 12, EfficiencyMode.Performance, "auto: the rule for all else")]
    [InlineData(null, null, null, null, 12, EfficiencyMode.Performance, "auto: the rule for all else")]
    public void Auto_follows_the_first_rule_that_fits(double? battery, bool? drains, double? degrees, double? fan, int hour, EfficiencyMode mode, string reason)
    {
        var machine = new HardwareReadings { BatteryPercent = battery, OnBattery = drains, TemperatureC = degrees, FanPercent = fan };

        var choice = EfficiencyPolicy.Choose(EfficiencyMode.Auto, Usual, machine, new TimeOnly(hour, 0));

        Assert.Equal((mode, reason), (choice.Mode, choice.Reason));
    }

    [Theory]
    [InlineData("22:00", "07:00", "21:59", false)]
    [InlineData("22:00", "07:00", "22:00", true)]
    [InlineData("22:00", "07:00", "06:59", true)]
    [InlineData("22:00", "07:00", "07:00", false)]
    [InlineData("13:00", "15:00", "14:00", true)]
    [InlineData("13:00", "15:00", "16:00", false)]
    public void Quiet_hours_may_span_midnight(string from, string to, string now, bool hold) =>
        Assert.Equal(hold, new QuietHours(At(from), At(to)).Hold(At(now)));

    [Theory]
    [InlineData(EfficiencyMode.Performance, null, true, false)]
    [InlineData(EfficiencyMode.Balanced, 60d, true, false)]
    [InlineData(EfficiencyMode.Efficiency, 15d, false, true)]
    [InlineData(EfficiencyMode.Quiet, 15d, false, true)]
    [InlineData(EfficiencyMode.UltraEfficiency, 5d, false, true)]
    public void Mode_stands_before_what_the_request_asks(EfficiencyMode mode, double? watts, bool critical, bool saving)
    {
        var wishes = EfficiencyPolicy.Under(Set(mode), new RoutingWishes { LatencyCritical = true });

        Assert.Equal((watts, critical, saving), (wishes.MaxPowerWatts, wishes.LatencyCritical, wishes.PowerEfficient));
    }

    [Theory]
    [InlineData(10d, 10d)]
    [InlineData(100d, 15d)]
    public void Smaller_limit_of_watts_holds(double asked, double held) =>
        Assert.Equal(held, EfficiencyPolicy.Under(Set(EfficiencyMode.Quiet), new RoutingWishes { MaxPowerWatts = asked }).MaxPowerWatts);

    [Fact]
    public void Mode_that_changes_nothing_makes_no_new_wishes()
    {
        var wishes = new RoutingWishes { PowerEfficient = true, MaxPowerWatts = 3 };
        Assert.Same(wishes, EfficiencyPolicy.Under(Set(EfficiencyMode.Quiet), wishes));
    }

    [Fact]
    public void Hardware_beyond_the_limits_of_the_mode_is_left_out()
    {
        var snapshot = Cases.Three(["", "", "\"hardware\": \"npu\""]);
        string Refused(EfficiencyMode mode)
        {
            var context = new RoutingContext { Head = Cases.Head(), Mode = Set(mode) };
            return Cases.Refusals("efficiency", context, Cases.Candidates(snapshot, "m", ("a", At(degrees: 72)), ("b", At(fan: 45)), ("c", At(degrees: 40))));
        }

        Assert.Equal("a: its hardware is at 72 °C, and the mode allows 70; b: its fan is at 45 %, and the mode allows 40", Refused(EfficiencyMode.Quiet));
        Assert.Equal("", Refused(EfficiencyMode.Performance));
        Assert.Equal("a: it does not run on a neural processor, and the mode is for the least power; b: it does not run on a neural processor, and the mode is for the least power", Refused(EfficiencyMode.UltraEfficiency));
    }

    [Fact]
    public void Quiet_mode_prefers_a_quiet_fan()
    {
        var snapshot = Cases.Three(["", ""]);
        var context = new RoutingContext { Head = Cases.Head(), Mode = Set(EfficiencyMode.Quiet) };

        Assert.Equal("b a", Cases.Ranked("scored", context, Cases.Candidates(snapshot, "m", ("a", At(fan: 40)), ("b", At(fan: 39)))));
    }

    private static EfficiencyChoice Set(EfficiencyMode mode) => EfficiencyPolicy.Choose(mode, Usual, null, Noon);

    private static TargetFacts At(double? degrees = null, double? fan = null) => new() { Hardware = new HardwareFacts("cpu", new HardwareReadings { TemperatureC = degrees, FanPercent = fan }, DateTimeOffset.UnixEpoch) };

    private static TimeOnly At(string time) => TimeOnly.ParseExact(time, "HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
