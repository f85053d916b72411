namespace Parley.Routing.Estimates;

/// <summary>What attempts took of power, as far as the watts of their targets are known.</summary>
internal static class Energy
{
    /// <summary>The watt-hours of a time; null where the watts are unknown, which those of remote backends are.</summary>
    public static double? WattHours(double? watts, TimeSpan time) => watts * time.TotalHours;

    /// <summary>The grams of carbon dioxide of an energy; null where either is unknown.</summary>
    /// <param name="wattHours">The energy.</param>
    /// <param name="gramsPerKilowattHour">What a kilowatt-hour causes.</param>
    public static double? Grams(double? wattHours, double? gramsPerKilowattHour) => wattHours / 1000 * gramsPerKilowattHour;
}
