namespace Parley.Routing.Filters;

/// <summary>A caller may name the one backend that is to answer.</summary>
internal sealed class TargetWishFilter : IRoutingFilter
{
    public string Name => "target";

    public bool OnlyChooses => false;

    public bool Concerns(RoutingContext context) => context.Wishes.Backend is not null;

    public string? Refuse(RoutingContext context, Candidate candidate) =>
        context.Wishes.Backend is not { } asked || asked.Equals(candidate.Target.Backend.Id, StringComparison.OrdinalIgnoreCase) ? null : $"the request asks for backend {asked}";
}
