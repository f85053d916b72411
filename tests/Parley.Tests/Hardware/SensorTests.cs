using Parley.Configuration.Options;
using Parley.Hardware;

namespace Parley.Tests.Hardware;

public sealed class SensorTests : IDisposable
{
    private readonly KernelTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task Thermal_zones_tell_thousandths_of_a_degree()
    {
        _tree.With("class/thermal/thermal_zone0", ("type", "acpitz"), ("temp", "27800"))
            .With("class/thermal/thermal_zone1", ("type", "x86_pkg_temp"), ("temp", "61000"))
            .With("class/thermal/cooling_device0", ("type", "Processor"), ("temp", "99000"));

        var read = await ReadAsync(new ThermalZones(_tree.Root));

        Assert.Equal([("cpu", 27.8), ("cpu", 61)], read.Readings.Select(static reading => (reading.Part, reading.Readings.TemperatureC!.Value)));
    }

    [Theory]
    [InlineData("iwlwifi_1", "45000")]
    [InlineData("BAT0", "45000")]
    [InlineData("x86_pkg_temp", "0")]
    [InlineData("x86_pkg_temp", "-274000")]
    [InlineData("x86_pkg_temp", "")]
    public async Task Zone_that_measures_something_else_or_nothing_is_left_out(string type, string temperature)
    {
        _tree.With("class/thermal/thermal_zone0", ("type", type), ("temp", temperature));

        Assert.Equal("there is no thermal zone that can be read", (await ReadAsync(new ThermalZones(_tree.Root))).Trouble);
    }

    [Fact]
    public async Task Chip_tells_its_hottest_place_its_fastest_fan_and_its_power()
    {
        _tree.With("class/hwmon/hwmon2", ("name", "amdgpu"), ("temp1_input", "48000"), ("temp2_input", "72500"), ("fan1_input", "1200"), ("fan1_max", "3000"), ("fan2_input", "300"), ("power1_average", "35500000"), ("device/gpu_busy_percent", "88"));

        var read = Assert.Single((await ReadAsync(new MonitoringChips(_tree.Root))).Readings);

        Assert.Equal(("igpu", new HardwareReadings { TemperatureC = 72.5, FanPercent = 40, Watts = 35.5, UtilizationPercent = 88 }), (read.Part, read.Readings));
    }

    [Fact]
    public async Task Fan_of_unknown_speed_is_taken_to_reach_five_thousand_turns_and_a_disk_is_no_processor()
    {
        _tree.With("class/hwmon/hwmon0", ("name", "thinkpad"), ("fan1_input", "2500")).With("class/hwmon/hwmon1", ("name", "nvme"), ("temp1_input", "80000"));

        var read = Assert.Single((await ReadAsync(new MonitoringChips(_tree.Root))).Readings);

        Assert.Equal(("cpu", new HardwareReadings { FanPercent = 50 }), (read.Part, read.Readings));
    }

    [Theory]
    [InlineData("Discharging", "1", true, 12.5)]
    [InlineData("Charging", "1", false, null)]
    [InlineData("Full", "0", false, null)]
    [InlineData("Unknown", "0", true, 12.5)]
    [InlineData("Unknown", "1", false, null)]
    public async Task Battery_tells_its_charge_and_whether_it_drains(string status, string plugged, bool drains, double? watts)
    {
        _tree.With("class/power_supply/AC", ("type", "Mains"), ("online", plugged))
            .With("class/power_supply/BAT0", ("type", "Battery"), ("capacity", "37"), ("status", status), ("power_now", "12500000"))
            .With("class/power_supply/hid-mouse", ("type", "Battery"), ("scope", "Device"), ("capacity", "3"), ("status", "Discharging"));

        var read = Assert.Single((await ReadAsync(new Batteries(_tree.Root))).Readings);

        Assert.Equal(("machine", new HardwareReadings { BatteryPercent = 37, OnBattery = drains, Watts = watts }), (read.Part, read.Readings));
    }

    [Fact]
    public async Task Machine_without_any_sensor_knows_nothing_and_says_so()
    {
        var programs = new ScriptedPrograms(static _ => null);
        ISensor[] sensors = [new ThermalZones(_tree.Root), new MonitoringChips(_tree.Root), new Batteries(_tree.Root), new NvidiaCards("nvidia-smi", programs)];

        var outcomes = new List<SensorOutcome>();
        foreach (var sensor in sensors)
            outcomes.Add(await ReadAsync(sensor));

        Assert.All(outcomes, static outcome => Assert.Empty(outcome.Readings));
        Assert.Equal(["there is no thermal zone that can be read", "there is no monitoring chip that can be read", "there is no battery", "nvidia-smi is not there, or may not be run"], outcomes.Select(static outcome => outcome.Trouble));
    }

    [Fact]
    public async Task Nvidia_tells_each_card_and_what_is_not_available_is_unknown()
    {
        var programs = new ScriptedPrograms(static _ => "65, 45, 120.50, 87, Not Active, Active\n51, [N/A], [Not Supported], 3, Not Active, Not Active\n");

        var read = await ReadAsync(new NvidiaCards("nvidia-smi", programs));

        Assert.Equal(
            [new HardwareReadings { TemperatureC = 65, FanPercent = 45, Watts = 120.5, UtilizationPercent = 87, IsThrottling = true }, new HardwareReadings { TemperatureC = 51, UtilizationPercent = 3, IsThrottling = false }],
            read.Readings.Select(static reading => reading.Readings));
        Assert.All(read.Readings, static reading => Assert.Equal("nvidia", reading.Part));
        Assert.StartsWith("nvidia-smi --query-gpu=temperature.gpu,fan.speed,power.draw,utilization.gpu,", Assert.Single(programs.Run), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Driver_that_does_not_know_of_throttling_is_asked_for_the_rest()
    {
        var programs = new ScriptedPrograms(static line => line.Contains("throttle", StringComparison.Ordinal) ? null : "65, 45, 120.50, 87");

        var read = Assert.Single((await ReadAsync(new NvidiaCards("nvidia-smi", programs))).Readings);

        Assert.Equal((65, null), (read.Readings.TemperatureC, read.Readings.IsThrottling));
        Assert.Equal(2, programs.Run.Count);
    }

    [Theory]
    [InlineData("61.5\n", 61.5, null)]
    [InlineData("{\"temperature_c\": 61.5, \"watts\": 20, \"other\": \"x\"}", 61.5, 20d)]
    [InlineData("{\"watts\": 20, \"temperature_c\": null}", null, 20d)]
    public async Task Command_of_the_operator_prints_degrees_or_readings(string printed, double? degrees, double? watts)
    {
        var programs = new ScriptedPrograms(_ => printed);
        var source = new OwnSource(new SensorSourceOptions { Hardware = "npu", Backends = ["box"], Command = ["ssh", "box", "readings"] }, programs);

        var read = Assert.Single((await ReadAsync(source)).Readings);

        Assert.Equal(("npu", degrees, watts), (read.Part, read.Readings.TemperatureC, read.Readings.Watts));
        Assert.Equal(["box"], read.Backends);
        Assert.Equal(["ssh box readings"], programs.Run);
    }

    [Fact]
    public async Task File_of_the_operator_is_read_each_time()
    {
        _tree.With("own", ("heat", "50"));
        var source = new OwnSource(new SensorSourceOptions { Hardware = "npu", File = Path.Combine(_tree.Root, "own/heat") }, new ScriptedPrograms(static _ => null));
        Assert.Equal(50, Assert.Single((await ReadAsync(source)).Readings).Readings.TemperatureC);

        _tree.With("own", ("heat", "warm"));
        Assert.Equal("it holds neither a number nor an object of readings", (await ReadAsync(source)).Trouble);

        File.Delete(Path.Combine(_tree.Root, "own/heat"));
        Assert.Equal("the file cannot be read", (await ReadAsync(source)).Trouble);
    }

    [Fact]
    public async Task Program_that_is_not_there_is_told_from_one_that_fails_and_one_that_prints()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var runner = new ProgramRunner(TimeProvider.System);
        var patience = TimeSpan.FromMinutes(1);

        Assert.Equal("no-such-program is not there, or may not be run", (await runner.RunAsync(["no-such-program"], patience, default)).Trouble);
        Assert.Equal("/bin/sh ended with 3", (await runner.RunAsync(["/bin/sh", "-c", "exit 3"], patience, default)).Trouble);
        Assert.Equal("a b\n", (await runner.RunAsync(["/bin/sh", "-c", "echo \"$1\"", "sh", "a b"], patience, default)).Text);
    }

    private static async Task<SensorOutcome> ReadAsync(ISensor sensor) => await sensor.ReadAsync(default);
}
