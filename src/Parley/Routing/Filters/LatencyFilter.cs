using System.Globalization;
using Parley.Routing.Estimates;

namespace Parley.Routing.Filters;

/// <summary>A caller may wish for no more than so many milliseconds to the first event. A target of which none are known may stay.</summary>
internal sealed class LatencyFilter : IRoutingFilter
{
    public string Name => "latency";

    public bool OnlyChooses => false;

    public bool Concerns(RoutingContext context) => context.Wishes.MaxLatencyMs is not null;

    public string? Refuse(RoutingContext context, Candidate candidate) =>
        LatencyEstimate.Of(context, candidate) is { } latency && latency > context.Wishes.MaxLatencyMs
            ? string.Create(CultureInfo.InvariantCulture, $"it takes about {latency:0} ms, and the request allows {context.Wishes.MaxLatencyMs:0}")
            : null;
}
