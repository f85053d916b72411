using System.Collections.Immutable;

namespace Parley.Configuration.Options;

/// <summary>The section <c>thermal</c>: which sensors are read, and how hot and loud the hardware of local backends may get.</summary>
public sealed record ThermalOptions
{
    /// <summary>Whether anything is read.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>From so many degrees Celsius on a target counts for less.</summary>
    public double Warn { get; init; } = 70;

    /// <summary>From so many on it is taken to be slowed down, and counts for least.</summary>
    public double Critical { get; init; } = 85;

    /// <summary>From so many on it is not asked at all.</summary>
    public double Shutdown { get; init; } = 95;

    /// <summary>A fan of up to so many percent is quiet.</summary>
    public double FanQuiet { get; init; } = 30;

    /// <summary>Up to so many percent it is moderate.</summary>
    public double FanModerate { get; init; } = 60;

    /// <summary>Beyond so many percent a target counts for less.</summary>
    public double FanLoud { get; init; } = 85;

    /// <summary>How long a target that was too hot is not asked.</summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often the sensors are read.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The sensors of the machine that are read.</summary>
    public ImmutableArray<SensorKind> Sensors { get; init; } = [.. Enum.GetValues<SensorKind>()];

    /// <summary>Sensors of the operator's own.</summary>
    public ImmutableArray<SensorSourceOptions> Sources { get; init; } = [];
}

/// <summary>The sensors that Parley can read.</summary>
public enum SensorKind
{
    /// <summary>The thermal zones of Linux.</summary>
    ThermalZones,

    /// <summary>The monitoring chips of Linux: temperatures, fans, power.</summary>
    Hwmon,

    /// <summary>Batteries and mains of Linux.</summary>
    Battery,

    /// <summary>NVIDIA's program for its cards.</summary>
    NvidiaSmi,
}

/// <summary>An entry of <c>thermal.sources</c>: a file or a command that says how some hardware is.</summary>
public sealed record SensorSourceOptions
{
    /// <summary>The hardware that it measures, in the words of <c>backends[].hardware</c>; null for that of the named backends alone.</summary>
    public string? Hardware { get; init; }

    /// <summary>The backends whose hardware it measures, wherever they stand.</summary>
    public ImmutableArray<string> Backends { get; init; } = [];

    /// <summary>The file to read; null for a command.</summary>
    public string? File { get; init; }

    /// <summary>The program to run and its arguments; empty for a file.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>How long the command may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The entry in the file; null for options made in code.</summary>
    internal Reading.ConfigMap? Node { get; init; }
}
