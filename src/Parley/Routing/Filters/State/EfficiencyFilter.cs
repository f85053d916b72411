using System.Globalization;
using Parley.Configuration.Options;

namespace Parley.Routing.Filters;

/// <summary>Local hardware that is hotter or louder than the mode allows is left out while there is other; the mode for the least power is for neural processors. Of remote backends nothing is known: they may stay.</summary>
internal sealed class EfficiencyFilter : IRoutingFilter
{
    public string Name => "efficiency";

    public bool OnlyChooses => true;

    public bool Concerns(RoutingContext context) => context.Mode is not null;

    public string? Refuse(RoutingContext context, Candidate candidate)
    {
        var mode = context.Mode!;
        if (mode.Mode == EfficiencyMode.UltraEfficiency && candidate.Target.Backend.Hardware is not ("npu" or "cloud"))
            return "it does not run on a neural processor, and the mode is for the least power";
        if (candidate.Facts.Hardware?.Readings is not { } readings)
            return null;
        if (readings.TemperatureC > mode.Limits.MaxTemperatureC)
            return string.Create(CultureInfo.InvariantCulture, $"its hardware is at {readings.TemperatureC:0.#} °C, and the mode allows {mode.Limits.MaxTemperatureC:0.#}");
        return readings.FanPercent > mode.Limits.MaxFanPercent ? string.Create(CultureInfo.InvariantCulture, $"its fan is at {readings.FanPercent:0.#} %, and the mode allows {mode.Limits.MaxFanPercent:0.#}") : null;
    }
}
