using Parley.Resilience;

namespace Parley.Routing.Filters;

/// <summary>A target whose breaker is open comes after those that are well; when its time is over, one request at a time may try it.</summary>
internal sealed class BreakerFilter : IRoutingFilter
{
    public string Name => "breaker";

    public bool OnlyChooses => true;

    public bool Defers => true;

    public bool PassesPlain => true;

    public string? Refuse(RoutingContext context, Candidate candidate)
    {
        if (candidate.Facts.Breaker is not { } breaker || !breaker.Bars(context.Now))
            return null;
        if (breaker.StateAt(context.Now) == BreakerState.Open)
            return $"its breaker is open until {breaker.Until:u}: {breaker.Reason}";
        return breaker.IsHint ? $"another request tries whether it is well: {breaker.Reason}" : "another request tries whether it is well again";
    }
}
