using System.Collections.Immutable;

namespace Parley.Configuration.Options;

/// <summary>The section <c>efficiency</c>: how much power, noise and heat requests may cause.</summary>
public sealed record EfficiencyOptions
{
    /// <summary>The mode; null for none.</summary>
    public EfficiencyMode? Mode { get; init; }

    /// <summary>When it is to be quiet.</summary>
    public QuietHours QuietHours { get; init; } = QuietHours.Night;

    /// <summary>What the mode auto goes by: the first rule that fits.</summary>
    public ImmutableArray<AutoRule> Rules { get; init; } = AutoRule.Usual;

    /// <summary>The grams of carbon dioxide that a kilowatt-hour causes here; null when not said.</summary>
    public double? GramsPerKilowattHour { get; init; }
}

/// <summary>How a mode weighs speed against power, noise and heat.</summary>
public enum EfficiencyMode
{
    /// <summary>Speed.</summary>
    Performance,

    /// <summary>Some of each.</summary>
    Balanced,

    /// <summary>Little power.</summary>
    Efficiency,

    /// <summary>Little noise.</summary>
    Quiet,

    /// <summary>Whichever the rules say.</summary>
    Auto,

    /// <summary>The least power.</summary>
    UltraEfficiency,
}

/// <summary>What a mode allows a local target.</summary>
/// <param name="MaxWatts">The most watts; null for any.</param>
/// <param name="MaxFanPercent">The loudest fan.</param>
/// <param name="MaxTemperatureC">The most degrees.</param>
public readonly record struct ModeLimits(double? MaxWatts, double MaxFanPercent, double MaxTemperatureC)
{
    /// <summary>The limits of a mode; those of the mode auto are those of the mode that it chooses.</summary>
    public static ModeLimits Of(EfficiencyMode mode) => mode switch
    {
        EfficiencyMode.Balanced => new ModeLimits(60, 80, 85),
        EfficiencyMode.Efficiency => new ModeLimits(15, 60, 75),
        EfficiencyMode.Quiet => new ModeLimits(15, 40, 70),
        EfficiencyMode.UltraEfficiency => new ModeLimits(5, 30, 65),
        _ => new ModeLimits(null, 100, 90),
    };
}

/// <summary>Hours of the day, by the clock of the machine.</summary>
/// <param name="From">When they begin.</param>
/// <param name="To">When they end; earlier than the beginning for hours over midnight.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly To)
{
    /// <summary>From 22:00 to 07:00.</summary>
    public static QuietHours Night { get; } = new(new TimeOnly(22, 0), new TimeOnly(7, 0));

    /// <summary>Whether a time is within them.</summary>
    public bool Hold(TimeOnly time) => From <= To ? time >= From && time < To : time >= From || time < To;
}

/// <summary>A rule of the mode auto. It fits when all that it says is known and holds; one that says nothing always fits.</summary>
/// <param name="Mode">The mode that it chooses.</param>
public sealed record AutoRule(EfficiencyMode Mode)
{
    /// <summary>Fits a battery below so many percent.</summary>
    public double? BatteryBelow { get; init; }

    /// <summary>Fits above so many degrees.</summary>
    public double? TemperatureAbove { get; init; }

    /// <summary>Fits a fan above so many percent.</summary>
    public double? FanAbove { get; init; }

    /// <summary>Fits when the machine runs on its battery, or when it does not.</summary>
    public bool? OnBattery { get; init; }

    /// <summary>Fits in the quiet hours, or outside of them.</summary>
    public bool? QuietHours { get; init; }

    /// <summary>The rules of a configuration that has none of its own.</summary>
    public static ImmutableArray<AutoRule> Usual { get; } =
    [
        new(EfficiencyMode.UltraEfficiency) { BatteryBelow = 20 },
        new(EfficiencyMode.Efficiency) { BatteryBelow = 50 },
        new(EfficiencyMode.Quiet) { QuietHours = true },
        new(EfficiencyMode.Efficiency) { TemperatureAbove = 75 },
        new(EfficiencyMode.Quiet) { FanAbove = 70 },
        new(EfficiencyMode.Balanced) { OnBattery = true },
        new(EfficiencyMode.Performance),
    ];
}
