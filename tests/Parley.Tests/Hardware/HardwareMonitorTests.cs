using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Hardware;
using Parley.Tests.Configuration;
using Parley.Tests.Resilience;

namespace Parley.Tests.Hardware;

public sealed class HardwareMonitorTests : IDisposable
{
    private readonly KernelTree _tree = new();
    private readonly SteppedTime _time = new();
    private readonly HardwareState _state = new();
    private readonly EfficiencySwitch _switch = new();
    private readonly ScriptedPrograms _programs = new(static line => line.StartsWith("nvidia-smi", StringComparison.Ordinal) ? "70, 30, 200, 10, Not Active, Not Active" : "{\"temperature_c\": 88}");
    private readonly HardwareMonitor _monitor;

    public HardwareMonitorTests()
    {
        _monitor = new HardwareMonitor(_state, _switch, new SensorPlaces(_tree.Root), _programs, _time);
        Heat(60);
    }

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task Nothing_is_read_where_nothing_is_configured()
    {
        await ReadAsync(Snapshot(""));
        Assert.Null(_state.Current);
        Assert.Empty(_programs.Run);

        await ReadAsync(Snapshot("\"thermal\": { \"enabled\": false }"));
        Assert.Null(_state.Current);
    }

    [Fact]
    public async Task Mode_auto_reads_without_limits_of_heat()
    {
        var snapshot = Snapshot("");
        _switch.Mode = EfficiencyMode.Auto;

        await ReadAsync(snapshot);

        Assert.Equal(70, _state.Current!.Machine.TemperatureC);
        Assert.Null(snapshot.Thermal);
    }

    [Fact]
    public async Task Each_backend_has_the_readings_of_its_hardware_and_remote_ones_have_none()
    {
        var snapshot = Snapshot("\"thermal\": { \"sources\": [ { \"backends\": [\"far\"], \"command\": [\"ssh\"] } ] }");

        await ReadAsync(snapshot);

        Assert.Equal([("here", 60d), ("card", 70d), ("far", 88d), ("other", null), ("cloud", null)], snapshot.BackendList.Select(backend => (backend.Id, _state.Of(backend)?.Readings.TemperatureC)));
    }

    [Fact]
    public async Task Card_without_a_sensor_is_unknown_and_not_as_warm_as_the_processor()
    {
        var snapshot = Snapshot("\"thermal\": { \"sensors\": [\"thermal_zones\"] }");

        await ReadAsync(snapshot);

        Assert.Null(_state.Of(snapshot.Find("card")!));
        Assert.Equal(60, _state.Of(snapshot.Find("here")!)!.Readings.TemperatureC);
        Assert.Empty(_programs.Run);
    }

    [Fact]
    public async Task Sensors_are_read_as_often_as_configured()
    {
        var snapshot = Snapshot("\"thermal\": { \"poll\": 5, \"sensors\": [\"nvidia_smi\"] }");
        await ReadAsync(snapshot);
        await ReadAsync(snapshot, 4);
        Assert.Single(_programs.Run);

        await ReadAsync(snapshot, 1);

        Assert.Equal(2, _programs.Run.Count);
    }

    [Fact]
    public async Task What_was_too_hot_cools_for_its_time_after_the_last_moment_that_it_was()
    {
        var snapshot = Snapshot("\"thermal\": { \"cooldown\": \"2m\", \"sensors\": [\"thermal_zones\"] }");
        Heat(96);
        await ReadAsync(snapshot);
        await ReadAsync(snapshot, 60);
        Heat(80);
        await ReadAsync(snapshot, 5);
        Assert.Equal(_time.GetUtcNow().AddSeconds(115), _state.Of(snapshot.Find("here")!)!.CoolingUntil);

        await ReadAsync(snapshot, 115);
        Assert.Null(_state.Of(snapshot.Find("here")!)!.CoolingUntil);
    }

    [Fact]
    public async Task Sensor_that_falls_silent_ends_no_cooling()
    {
        var snapshot = Snapshot("\"thermal\": { \"sensors\": [\"thermal_zones\"] }");
        Heat(96);
        await ReadAsync(snapshot);
        _tree.With("class/thermal/thermal_zone0", ("temp", ""));

        await ReadAsync(snapshot, 5);

        var facts = _state.Of(snapshot.Find("here")!)!;
        Assert.Equal((null, true), (facts.Readings.TemperatureC, facts.CoolingUntil > _time.GetUtcNow()));
        Assert.Equal("there is no thermal zone that can be read", Assert.Single(_state.Current!.Sensors).Trouble);
    }

    [Fact]
    public async Task Loop_reads_until_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var snapshot = Snapshot("\"thermal\": {}");
        var loop = _monitor.RunAsync(() => snapshot, stop.Token);
        Assert.NotNull(_state.Current);

        await stop.CancelAsync();
        await loop;
    }

    private void Heat(int degrees) => _tree.With("class/thermal/thermal_zone0", ("type", "x86_pkg_temp"), ("temp", $"{degrees}000"));

    private Task ReadAsync(GatewaySnapshot snapshot, int seconds = 0)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        return _monitor.ReadDueAsync(snapshot, default);
    }

    private static GatewaySnapshot Snapshot(string more) => Files.Compile($$"""
        { "backends": [
            { "id": "here", "type": "ollama" },
            { "id": "card", "type": "ollama", "hardware": "nvidia" },
            { "id": "far", "type": "ollama", "endpoint": "http://10.0.0.7:11434" },
            { "id": "other", "type": "ollama", "endpoint": "http://10.0.0.8:11434" },
            { "id": "cloud", "type": "groq", "api_key": "k" } ]{{(more.Length == 0 ? "" : ", " + more)}} }
        """);
}
