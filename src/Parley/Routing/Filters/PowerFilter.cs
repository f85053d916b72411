using System.Globalization;

namespace Parley.Routing.Filters;

/// <summary>A caller may wish for no more than so many watts, and so may the efficiency mode, which goes before. What a remote backend draws nobody knows: it may stay.</summary>
internal sealed class PowerFilter : IRoutingFilter
{
    public string Name => "power";

    public bool OnlyChooses => false;

    public bool Concerns(RoutingContext context) => context.Wishes.MaxPowerWatts is not null;

    public string? Refuse(RoutingContext context, Candidate candidate) =>
        candidate.PowerWatts is { } watts && watts > context.Wishes.MaxPowerWatts
            ? string.Create(CultureInfo.InvariantCulture, $"it draws {watts:0.#} W, and {Binding(context)} allows {context.Wishes.MaxPowerWatts:0.#}")
            : null;

    /// <summary>Whose limit it is: a mode's stands only where the request allows more, or says nothing.</summary>
    private static string Binding(RoutingContext context) =>
        context is { Mode: { } mode, Asked: { } asked } && asked.MaxPowerWatts != context.Wishes.MaxPowerWatts ? $"the efficiency mode {mode.Word}" : "the request";
}
