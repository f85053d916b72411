using System.Collections.Immutable;

namespace Parley.Routing.Filters;

/// <summary>All filters, in the order that they are asked: what is forbidden first. To add one is to add a line.</summary>
internal static class RoutingFilters
{
    public static ImmutableArray<IRoutingFilter> InOrder { get; } =
    [
        new EnabledFilter(), new HeldOpenFilter(), new ThermalFilter(), new KeyFilter(), new PlacementFilter(), new TargetWishFilter(), new SizeFilter(), new LatencyFilter(), new PowerFilter(), new PriceFilter(), new CostFilter(), new AbilityFilter(), new CountingFilter(), new ContextWindowFilter(), new EfficiencyFilter(),
        new HealthFilter(), new BreakerFilter(), new LimitFilter(),
    ];
}
