using System.Globalization;
using Parley.Configuration.Options;
using Parley.Hardware;

namespace Parley.Routing;

/// <summary>
/// From the mode that was set, and how the machine is, to the mode that holds, and from there to what routing is asked for. Pure.
/// Safety (the filter <c>thermal</c>) stands before the mode, the mode before the request, the request before the configuration.
/// </summary>
internal static class EfficiencyPolicy
{
    /// <summary>The mode that holds.</summary>
    /// <param name="set">The mode that was set.</param>
    /// <param name="options">The rules of the mode auto.</param>
    /// <param name="machine">How the machine is; null where nothing was read.</param>
    /// <param name="time">The time of the day.</param>
    public static EfficiencyChoice Choose(EfficiencyMode set, EfficiencyOptions options, HardwareReadings? machine, TimeOnly time)
    {
        var readings = machine ?? HardwareReadings.None;
        var choice = new EfficiencyChoice(set, "it is set");
        if (set == EfficiencyMode.Auto)
        {
            choice = new EfficiencyChoice(EfficiencyMode.Performance, "auto: no rule fits");
            foreach (var rule in options.Rules)
            {
                if (!Fits(rule, options.QuietHours, readings, time))
                    continue;
                choice = new EfficiencyChoice(rule.Mode, $"auto: {Told(rule, readings)}");
                break;
            }
        }
        return choice with { Machine = machine, Time = time };
    }

    /// <summary>What is asked of routing under a mode: no more watts than it allows, and where it is for little power or noise no haste either.</summary>
    public static RoutingWishes Under(EfficiencyChoice choice, RoutingWishes wishes)
    {
        if (choice.Limits.MaxWatts is { } most && !(wishes.MaxPowerWatts <= most))
            wishes = wishes with { MaxPowerWatts = most };
        return choice.Mode is EfficiencyMode.Efficiency or EfficiencyMode.Quiet or EfficiencyMode.UltraEfficiency && (wishes.LatencyCritical || !wishes.PowerEfficient)
            ? wishes with { LatencyCritical = false, PowerEfficient = true }
            : wishes;
    }

    /// <summary>What is not known fits no rule that asks for it.</summary>
    private static bool Fits(AutoRule rule, QuietHours hours, HardwareReadings readings, TimeOnly time) =>
        (rule.BatteryBelow is null || readings.BatteryPercent < rule.BatteryBelow)
        && (rule.TemperatureAbove is null || readings.TemperatureC > rule.TemperatureAbove)
        && (rule.FanAbove is null || readings.FanPercent > rule.FanAbove)
        && (rule.OnBattery is null || readings.OnBattery == rule.OnBattery)
        && (rule.QuietHours is null || hours.Hold(time) == rule.QuietHours);

    private static string Told(AutoRule rule, HardwareReadings readings)
    {
        var conditions = new List<string>();
        if (rule.BatteryBelow is { } charge)
            conditions.Add(string.Create(CultureInfo.InvariantCulture, $"the battery is at {readings.BatteryPercent:0.#} %, below {charge:0.#}"));
        if (rule.TemperatureAbove is { } degrees)
            conditions.Add(string.Create(CultureInfo.InvariantCulture, $"it is at {readings.TemperatureC:0.#} °C, above {degrees:0.#}"));
        if (rule.FanAbove is { } fan)
            conditions.Add(string.Create(CultureInfo.InvariantCulture, $"a fan is at {readings.FanPercent:0.#} %, above {fan:0.#}"));
        if (rule.OnBattery is { } drains)
            conditions.Add(drains ? "it runs on its battery" : "it does not run on a battery");
        if (rule.QuietHours is { } quiet)
            conditions.Add(quiet ? "quiet hours" : "no quiet hours");
        return conditions.Count == 0 ? "the rule for all else" : string.Join(", ", conditions);
    }
}
