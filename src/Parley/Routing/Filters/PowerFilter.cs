using System.Globalization;

namespace Parley.Routing.Filters;

/// <summary>A caller may wish for no more than so many watts. What a remote backend draws nobody knows: it may stay.</summary>
internal sealed class PowerFilter : IRoutingFilter
{
    public string Name => "power";

    public bool OnlyChooses => false;

    public bool Concerns(RoutingContext context) => context.Wishes.MaxPowerWatts is not null;

    public string? Refuse(RoutingContext context, Candidate candidate) =>
        candidate.PowerWatts is { } watts && watts > context.Wishes.MaxPowerWatts
            ? string.Create(CultureInfo.InvariantCulture, $"it draws {watts:0.#} W, and the request allows {context.Wishes.MaxPowerWatts:0.#}")
            : null;
}
