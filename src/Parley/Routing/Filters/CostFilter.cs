using System.Globalization;
using Parley.Routing.Estimates;

namespace Parley.Routing.Filters;

/// <summary>A request, a key or a model name may set a ceiling on what the request costs by estimate. An unknown price is not free: it is above every ceiling.</summary>
internal sealed class CostFilter : IRoutingFilter
{
    public string Name => "cost";

    public bool OnlyChooses => false;

    public bool Concerns(RoutingContext context) => context.HasNameLimits || context.Wishes.MaxCost is not null || context.Caller?.Limits?.MaxCost is not null;

    public string? Refuse(RoutingContext context, Candidate candidate)
    {
        if (Ceiling(context, candidate) is not { } ceiling)
            return null;
        if (CostEstimate.Of(context, candidate) is not { } cost)
            return candidate.Price is { } price ? $"its price is in {price.Currency}, for which there is no exchange rate, and there is a ceiling" : "its price is unknown, and there is a ceiling";
        return cost > ceiling ? string.Create(CultureInfo.InvariantCulture, $"it would cost about {cost:0.######} USD, and the ceiling is {ceiling:0.######}") : null;
    }

    private static double? Ceiling(RoutingContext context, Candidate candidate)
    {
        var ceiling = Math.Min(context.Wishes.MaxCost ?? double.MaxValue, Math.Min(Said(context.Caller?.Limits?.MaxCost), Said(candidate.Origin?.Route?.Limits?.MaxCost)));
        return ceiling < double.MaxValue ? ceiling : null;
    }

    private static double Said(decimal? amount) => amount is { } said ? (double)said : double.MaxValue;
}
