using Parley.Configuration.Options;
using Parley.Hardware;

namespace Parley.Routing.Estimates;

/// <summary>What heat, noise and strain take from the score of a local target.</summary>
internal static class HeatPenalty
{
    /// <summary>As many points as all other parts of a score can make together.</summary>
    private const double PointsOfScore = 1000;

    private const double Throttling = 2000;
    private const double PerFanPercent = 5;
    private const double PerBusyPercent = 10;
    private const double Busy = 80;

    /// <summary>
    /// The penalty, 1 for a whole score: the square of the way from warn to critical, five thousandths for each percent of a loud fan, a hundredth for each percent of use above 80, and two scores when it slows itself down.
    /// What is unknown takes nothing.
    /// </summary>
    public static double Of(HardwareReadings readings, ThermalOptions limits)
    {
        var points = 0.0;
        if (readings.TemperatureC is { } degrees && degrees > limits.Warn)
            points += Math.Pow((degrees - limits.Warn) / (limits.Critical - limits.Warn), 2) * PointsOfScore;
        if (readings.FanPercent is { } fan && fan > limits.FanLoud)
            points += (fan - limits.FanLoud) * PerFanPercent;
        if (readings.UtilizationPercent is { } use && use > Busy)
            points += (use - Busy) * PerBusyPercent;
        if (readings.IsThrottling ?? readings.TemperatureC >= limits.Critical)
            points += Throttling;
        return points / PointsOfScore;
    }
}
