using Parley.Configuration.Options;

namespace Parley.Routing.Filters;

/// <summary>The operator may want nothing used whose price nobody knows.</summary>
internal sealed class PriceFilter : IRoutingFilter
{
    /// <summary>Its name.</summary>
    public const string Label = "price";

    public string Name => Label;

    public bool OnlyChooses => false;

    public bool Concerns(RoutingContext context) => context.Options.Prices.Unknown == UnknownPrices.Reject;

    public string? Refuse(RoutingContext context, Candidate candidate) => candidate.PriceRow is null && candidate.Price is null ? "its price is unknown, and `routing.prices.unknown` is `reject`" : null;
}
