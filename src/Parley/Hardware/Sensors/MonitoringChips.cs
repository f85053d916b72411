namespace Parley.Hardware;

/// <summary>
/// The monitoring chips of Linux (<c>/sys/class/hwmon/hwmon*</c>): <c>temp*_input</c> in thousandths of a degree, <c>fan*_input</c> in turns a minute, <c>power1_average</c> or <c>power1_input</c> in millionths of a watt.
/// </summary>
/// <param name="system">The kernel's tree.</param>
internal sealed class MonitoringChips(string system) : ISensor
{
    /// <summary>What a fan is taken to do at most where its driver does not say it.</summary>
    private const double UsualTurns = 5000;

    private const double MicrowattsAWatt = 1e6;

    public string Name => "hwmon";

    public ValueTask<SensorOutcome> ReadAsync(CancellationToken cancellationToken)
    {
        var readings = new List<PartReading>();
        foreach (var chip in KernelFiles.Folders(Path.Combine(system, "class", "hwmon"), "hwmon"))
        {
            if (HeatSource.PartOf(KernelFiles.Text(chip, "name")) is { } part && Read(chip) is var read && read != HardwareReadings.None)
                readings.Add(new PartReading(part, read));
        }
        return new(readings.Count == 0 ? SensorOutcome.Nothing("there is no monitoring chip that can be read") : new SensorOutcome(readings));
    }

    private static HardwareReadings Read(string chip) => new()
    {
        TemperatureC = KernelFiles.Files(chip, "temp*_input").Max(file => KernelFiles.Degrees(chip, Path.GetFileName(file))),
        FanPercent = KernelFiles.Files(chip, "fan*_input").Max(file => Percent(chip, Path.GetFileName(file))),
        Watts = KernelFiles.Number(chip, "power1_average", MicrowattsAWatt) ?? KernelFiles.Number(chip, "power1_input", MicrowattsAWatt),
        UtilizationPercent = KernelFiles.Number(Path.Combine(chip, "device"), "gpu_busy_percent"),
    };

    private static double? Percent(string chip, string input)
    {
        var most = KernelFiles.Number(chip, input.Replace("_input", "_max", StringComparison.Ordinal)) is > 0 and var said ? said : UsualTurns;
        return KernelFiles.Number(chip, input) is >= 0 and var turns ? Math.Min(100, turns / most * 100) : null;
    }
}
