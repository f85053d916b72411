using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Tests.Configuration;

namespace Parley.Tests.Hardware;

public sealed class HardwareSettingsTests
{
    [Fact]
    public void Empty_group_has_the_usual_limits()
    {
        var thermal = Compiled("\"thermal\": {}").Thermal!;

        Assert.Equal((70, 85, 95), (thermal.Warn, thermal.Critical, thermal.Shutdown));
        Assert.Equal((30, 60, 85), (thermal.FanQuiet, thermal.FanModerate, thermal.FanLoud));
        Assert.Equal((TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(5)), (thermal.Cooldown, thermal.Poll));
        Assert.Equal([SensorKind.ThermalZones, SensorKind.Hwmon, SensorKind.Battery, SensorKind.NvidiaSmi], thermal.Sensors);
    }

    [Fact]
    public void Nothing_holds_where_nothing_is_said()
    {
        var snapshot = Compiled("\"keys\": []");
        Assert.Null(snapshot.Thermal);
        Assert.Null(snapshot.Efficiency);
    }

    [Fact]
    public void Modes_hours_and_rules_are_read()
    {
        var efficiency = Compiled("""
            "efficiency": { "mode": "auto", "quiet_hours": { "from": "21:30", "to": "6:00" }, "intensity_g_per_kwh": 380,
                "rules": [ { "fan_above": 50, "quiet_hours": true, "mode": "quiet" }, { "mode": "ultra_efficiency" } ] }
            """).Efficiency!;

        Assert.Equal((EfficiencyMode.Auto, 380), (efficiency.Mode, efficiency.GramsPerKilowattHour));
        Assert.Equal(new QuietHours(new TimeOnly(21, 30), new TimeOnly(6, 0)), efficiency.QuietHours);
        Assert.Equal([new AutoRule(EfficiencyMode.Quiet) { FanAbove = 50, QuietHours = true }, new AutoRule(EfficiencyMode.UltraEfficiency)], efficiency.Rules);
    }

    [Theory]
    [InlineData("\"thermal\": { \"warn\": 90 }", "`critical` is 85, and `warn` before it is 90")]
    [InlineData("\"thermal\": { \"fan\": { \"loud\": 50 } }", "`loud` is 50, and `moderate` before it is 60")]
    [InlineData("\"thermal\": { \"sources\": [ { \"hardware\": \"npu\" } ] }", "the source names neither a file nor a command")]
    [InlineData("\"thermal\": { \"sources\": [ { \"file\": \"/heat\" } ] }", "the source does not say what it measures")]
    [InlineData("\"thermal\": { \"sources\": [ { \"file\": \"/heat\", \"backends\": [\"b\"] } ] }", "the source measures backend `b`, which does not exist")]
    [InlineData("\"efficiency\": { \"quiet_hours\": { \"from\": \"late\" } }", "a time of the day such as 22:00 is wanted here, not a text")]
    [InlineData("\"efficiency\": { \"rules\": [ { \"mode\": \"auto\" } ] }", "`auto` is not one of performance, balanced, efficiency, quiet, ultra_efficiency")]
    public void Wrong_setting_is_told_at_its_place(string section, string message)
    {
        var problems = Files.Load(File(section)).Problems.Where(static problem => problem.Severity == Severity.Error).ToList();

        Assert.Equal(message, problems[0].Message);
        Assert.NotNull(problems[0].Span);
    }

    private static Parley.Configuration.GatewaySnapshot Compiled(string section) => Files.Compile(File(section));

    private static string File(string section) => $$"""{ "backends": [ { "id": "a", "type": "ollama" } ], {{section}} }""";
}
