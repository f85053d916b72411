namespace Parley.Routing.Filters;

/// <summary>A backend that is switched off, or lacks its credential, serves nobody.</summary>
internal sealed class EnabledFilter : IRoutingFilter
{
    public string Name => "enabled";

    public bool OnlyChooses => false;

    public string? Refuse(RoutingContext context, Candidate candidate) => candidate.Target.Backend.DisabledReason;
}
