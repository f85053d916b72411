namespace Parley.Hardware;

/// <summary>Batteries and mains of Linux (<c>/sys/class/power_supply</c>): <c>type</c>, <c>capacity</c> in percent, <c>status</c>, <c>power_now</c> in millionths of a watt, <c>online</c>.</summary>
/// <param name="system">The kernel's tree.</param>
internal sealed class Batteries(string system) : ISensor
{
    private const double MicrowattsAWatt = 1e6;

    public string Name => "battery";

    public ValueTask<SensorOutcome> ReadAsync(CancellationToken cancellationToken)
    {
        var supplies = KernelFiles.Folders(Path.Combine(system, "class", "power_supply"), "");
        var batteries = supplies.Where(IsOfMachine).ToList();
        if (batteries.Count == 0)
            return new(SensorOutcome.Nothing("there is no battery"));
        var mains = supplies.Where(static supply => KernelFiles.Text(supply, "type") is "Mains" or "USB").Select(static supply => KernelFiles.Number(supply, "online")).Where(static online => online is not null).ToList();
        return new(new SensorOutcome([.. batteries.Select(battery => new PartReading(PartReading.Machine, Read(battery, mains)))]));
    }

    /// <summary>Mice and keyboards have batteries of their own, of the scope <c>Device</c>.</summary>
    private static bool IsOfMachine(string supply) => KernelFiles.Text(supply, "type") == "Battery" && KernelFiles.Text(supply, "scope") != "Device";

    private static HardwareReadings Read(string battery, List<double?> mains)
    {
        bool? drains = KernelFiles.Text(battery, "status") switch
        {
            "Discharging" => true,
            "Charging" or "Full" or "Not charging" => false,
            // What a battery does not say, the plug does.
            _ => mains.Count == 0 ? null : mains.TrueForAll(static online => online == 0),
        };
        return new HardwareReadings
        {
            BatteryPercent = KernelFiles.Number(battery, "capacity") is >= 0 and <= 100 and var percent ? percent : null,
            OnBattery = drains,
            // What goes into a battery is not what the machine draws.
            Watts = drains == true && KernelFiles.Number(battery, "power_now", MicrowattsAWatt) is { } watts && watts != 0 ? Math.Abs(watts) : null,
        };
    }
}
