using System.Globalization;

namespace Parley.Routing.Filters;

/// <summary>Hardware that reached the shutdown limit is left alone until it has cooled, even where nobody else is left: this is not a matter of choice.</summary>
internal sealed class ThermalFilter : IRoutingFilter
{
    /// <summary>Its name.</summary>
    public const string Label = "thermal";

    public string Name => Label;

    public bool OnlyChooses => false;

    public bool Concerns(RoutingContext context) => context.Thermal is not null;

    public string? Refuse(RoutingContext context, Candidate candidate)
    {
        if (candidate.Facts.Hardware is not { } hardware || context.Thermal is not { } limits)
            return null;
        if (hardware.Readings.TemperatureC is { } degrees && degrees >= limits.Shutdown)
            return string.Create(CultureInfo.InvariantCulture, $"its hardware is at {degrees:0.#} °C, and {limits.Shutdown:0.#} is the limit");
        return hardware.CoolingUntil is { } until && until > context.Now ? string.Create(CultureInfo.InvariantCulture, $"its hardware was too hot and cools until {until:u}") : null;
    }
}
