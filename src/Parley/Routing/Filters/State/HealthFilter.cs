namespace Parley.Routing.Filters;

/// <summary>A backend that was asked and is not well comes after all others: the asking may be wrong.</summary>
internal sealed class HealthFilter : IRoutingFilter
{
    public string Name => "health";

    public bool OnlyChooses => true;

    public bool Defers => true;

    public bool PassesPlain => true;

    public string? Refuse(RoutingContext context, Candidate candidate) => candidate.Facts.Health is { IsWell: false } ill ? $"its health check fails: {ill.Reason}" : null;
}
