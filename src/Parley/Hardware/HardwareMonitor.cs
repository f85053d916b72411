using System.Collections.Frozen;
using System.Collections.Immutable;
using Parley.Configuration;
using Parley.Configuration.Options;

namespace Parley.Hardware;

/// <summary>Reads the sensors from time to time, where the configuration wants it. A request never waits for it. One loop is to run.</summary>
internal sealed class HardwareMonitor(HardwareState state, EfficiencySwitch efficiency, SensorPlaces places, IProgramRunner runner, TimeProvider time)
{
    /// <summary>How soon a reload of the configuration is noticed.</summary>
    private static readonly TimeSpan Nap = TimeSpan.FromSeconds(1);

    /// <summary>What the mode auto reads where nothing is said of sensors.</summary>
    private static readonly ThermalOptions Usual = new();

    private ThermalOptions? _options;
    private ImmutableArray<ISensor> _sensors = [];
    private DateTimeOffset _next;

    /// <summary>Reads until it is cancelled.</summary>
    /// <param name="current">Gives the configuration in force.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Func<GatewaySnapshot> current, CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new PeriodicTimer(Nap, time);
            do
                await ReadDueAsync(current(), cancellationToken).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>Reads all sensors once their time has come.</summary>
    public async Task ReadDueAsync(GatewaySnapshot snapshot, CancellationToken cancellationToken)
    {
        if (WantedBy(snapshot) is not { } options)
        {
            (_options, state.Current) = (null, null);
            return;
        }
        var now = time.GetUtcNow();
        if (!ReferenceEquals(options, _options))
            (_options, _sensors, _next) = (options, HardwareSensors.Of(options, places, runner), now);
        if (now < _next)
            return;
        _next = now + options.Poll;
        var outcomes = new SensorOutcome[_sensors.Length];
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = await _sensors[i].ReadAsync(cancellationToken).ConfigureAwait(false);
        state.Current = ViewOf(outcomes, options, now);
    }

    private ThermalOptions? WantedBy(GatewaySnapshot snapshot) => snapshot.Thermal ?? (efficiency.ModeOf(snapshot) == EfficiencyMode.Auto ? Usual : null);

    private HardwareView ViewOf(SensorOutcome[] outcomes, ThermalOptions options, DateTimeOffset now)
    {
        var (parts, backends) = (new Dictionary<string, HardwareReadings>(), new Dictionary<string, HardwareReadings>(StringComparer.OrdinalIgnoreCase));
        foreach (var reading in outcomes.SelectMany(static outcome => outcome.Readings))
        {
            if (reading.Part.Length > 0)
                Add(parts, reading.Part, reading.Readings);
            foreach (var backend in reading.Backends)
                Add(backends, backend, reading.Readings);
        }
        // Whose sensor fell silent is not cool for that.
        foreach (var (name, hot) in state.Current?.Parts ?? FrozenDictionary<string, HardwareFacts>.Empty)
        {
            if (hot.CoolingUntil > now)
                parts.TryAdd(name, HardwareReadings.None);
        }
        foreach (var (name, hot) in state.Current?.Backends ?? FrozenDictionary<string, HardwareFacts>.Empty)
        {
            if (hot.CoolingUntil > now)
                backends.TryAdd(name, HardwareReadings.None);
        }
        var machine = parts.Aggregate(HardwareReadings.None, static (all, part) => all.And(part.Value));
        var before = state.Current;
        return new HardwareView(
            parts.ToFrozenDictionary(static part => part.Key, part => FactsOf(part.Key, part.Value, before?.Parts, options, now)),
            backends.ToFrozenDictionary(static part => part.Key, part => FactsOf(part.Key, part.Value, before?.Backends, options, now), StringComparer.OrdinalIgnoreCase),
            machine,
            [.. outcomes.Select((outcome, index) => new SensorReport(_sensors[index].Name, outcome.Trouble))]);
    }

    private static void Add(Dictionary<string, HardwareReadings> all, string name, HardwareReadings readings) => all[name] = all.TryGetValue(name, out var before) ? before.And(readings) : readings;

    /// <summary>What was too hot cools for its time, counted from the last moment that it was.</summary>
    private static HardwareFacts FactsOf(string name, HardwareReadings readings, FrozenDictionary<string, HardwareFacts>? before, ThermalOptions options, DateTimeOffset now)
    {
        var cooling = before?.GetValueOrDefault(name)?.CoolingUntil;
        if (readings.TemperatureC >= options.Shutdown)
            cooling = now + options.Cooldown;
        return new HardwareFacts(name, readings, now) { CoolingUntil = cooling > now ? cooling : null };
    }
}
