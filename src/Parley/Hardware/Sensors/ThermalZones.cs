namespace Parley.Hardware;

/// <summary>The thermal zones of Linux (<c>/sys/class/thermal/thermal_zone*</c>): <c>type</c>, and <c>temp</c> in thousandths of a degree.</summary>
/// <param name="system">The kernel's tree.</param>
internal sealed class ThermalZones(string system) : ISensor
{
    public string Name => "thermal_zones";

    public ValueTask<SensorOutcome> ReadAsync(CancellationToken cancellationToken)
    {
        var readings = new List<PartReading>();
        foreach (var zone in KernelFiles.Folders(Path.Combine(system, "class", "thermal"), "thermal_zone"))
        {
            if (HeatSource.PartOf(KernelFiles.Text(zone, "type")) is { } part && KernelFiles.Degrees(zone, "temp") is { } degrees)
                readings.Add(new PartReading(part, new HardwareReadings { TemperatureC = degrees }));
        }
        return new(readings.Count == 0 ? SensorOutcome.Nothing("there is no thermal zone that can be read") : new SensorOutcome(readings));
    }
}
