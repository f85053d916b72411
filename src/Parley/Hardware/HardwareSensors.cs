using System.Collections.Immutable;
using Parley.Configuration.Options;

namespace Parley.Hardware;

/// <summary>The sensors of a configuration. To add one is to add a line.</summary>
internal static class HardwareSensors
{
    public static ImmutableArray<ISensor> Of(ThermalOptions options, SensorPlaces places, IProgramRunner runner) =>
    [
        .. options.Sensors.Distinct().Select(kind => Of(kind, places, runner)),
        .. options.Sources.Select(source => new OwnSource(source, runner)),
    ];

    private static ISensor Of(SensorKind kind, SensorPlaces places, IProgramRunner runner) => kind switch
    {
        SensorKind.ThermalZones => new ThermalZones(places.System),
        SensorKind.Hwmon => new MonitoringChips(places.System),
        SensorKind.Battery => new Batteries(places.System),
        SensorKind.NvidiaSmi => new NvidiaCards(places.Nvidia, runner),
        _ => throw new InvalidOperationException($"There is no sensor {kind}."),
    };
}
