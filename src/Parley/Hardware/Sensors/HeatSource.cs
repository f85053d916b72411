namespace Parley.Hardware;

/// <summary>What the kernel's names of zones and chips are of.</summary>
internal static class HeatSource
{
    /// <summary>They grow warm for reasons of their own: disks, radio, batteries, power supplies.</summary>
    private static readonly string[] Beside = ["nvme", "drivetemp", "iwlwifi", "wifi", "ath", "mt7", "battery", "bat", "charger", "jc42", "spd", "ucsi", "ac", "r8169", "psu"];

    private static readonly string[] Graphics = ["amdgpu", "radeon", "i915", "xe", "gpu"];

    /// <summary>The hardware that a zone or chip measures; null for what models do not run on.</summary>
    /// <param name="name">The kernel's name: <c>x86_pkg_temp</c>, <c>coretemp</c>, <c>amdgpu</c>.</param>
    public static string? PartOf(string? name)
    {
        if (string.IsNullOrEmpty(name) || (Begins(name, Beside) && !name.StartsWith("acpi", StringComparison.OrdinalIgnoreCase)))
            return null;
        return Begins(name, Graphics) ? PartReading.Graphics : name.StartsWith("nouveau", StringComparison.OrdinalIgnoreCase) ? PartReading.Nvidia : PartReading.Processor;
    }

    private static bool Begins(string name, string[] starts) => Array.Exists(starts, start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase));
}
