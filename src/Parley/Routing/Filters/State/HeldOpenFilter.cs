namespace Parley.Routing.Filters;

/// <summary>A backend whose breaker an operator holds open serves nobody.</summary>
internal sealed class HeldOpenFilter : IRoutingFilter
{
    public string Name => "held";

    public bool OnlyChooses => false;

    public bool PassesPlain => true;

    public string? Refuse(RoutingContext context, Candidate candidate) => candidate.Facts.IsHeldOpen ? "an operator holds its breaker open" : null;
}
