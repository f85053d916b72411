namespace Parley.Hardware;

/// <summary>What sensors show of some hardware at one moment. Null is what none of them says, which is never 0.</summary>
public sealed record HardwareReadings
{
    /// <summary>Nothing is known.</summary>
    public static HardwareReadings None { get; } = new();

    /// <summary>Degrees Celsius, at the hottest place.</summary>
    public double? TemperatureC { get; init; }

    /// <summary>The speed of the fastest fan, in percent of what it can.</summary>
    public double? FanPercent { get; init; }

    /// <summary>The watts that are drawn now.</summary>
    public double? Watts { get; init; }

    /// <summary>How busy it is, in percent.</summary>
    public double? UtilizationPercent { get; init; }

    /// <summary>How full the battery is, in percent.</summary>
    public double? BatteryPercent { get; init; }

    /// <summary>Whether the battery is what it runs on.</summary>
    public bool? OnBattery { get; init; }

    /// <summary>Whether it slows itself down because of heat, as it says itself.</summary>
    public bool? IsThrottling { get; init; }

    /// <summary>These together with others of the same hardware: the hottest, the loudest and the busiest count, watts add up.</summary>
    internal HardwareReadings And(HardwareReadings other) => new()
    {
        TemperatureC = Larger(TemperatureC, other.TemperatureC),
        FanPercent = Larger(FanPercent, other.FanPercent),
        Watts = Watts is { } own && other.Watts is { } its ? own + its : Watts ?? other.Watts,
        UtilizationPercent = Larger(UtilizationPercent, other.UtilizationPercent),
        BatteryPercent = BatteryPercent is { } charge && other.BatteryPercent is { } lower ? Math.Min(charge, lower) : BatteryPercent ?? other.BatteryPercent,
        OnBattery = OnBattery is null ? other.OnBattery : OnBattery | (other.OnBattery ?? false),
        IsThrottling = IsThrottling is null ? other.IsThrottling : IsThrottling | (other.IsThrottling ?? false),
    };

    private static double? Larger(double? one, double? other) => one is { } first && other is { } second ? Math.Max(first, second) : one ?? other;
}
