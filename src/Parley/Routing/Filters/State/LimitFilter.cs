using System.Globalization;
using Parley.Resilience;

namespace Parley.Routing.Filters;

/// <summary>A target without room for the request within its limits comes after those that have it.</summary>
internal sealed class LimitFilter : IRoutingFilter
{
    public string Name => "limits";

    public bool OnlyChooses => true;

    public bool Defers => true;

    public bool PassesPlain => true;

    public string? Refuse(RoutingContext context, Candidate candidate)
    {
        if (candidate.Facts.Limits is not { } limits || LimitAsk.TokensOf(context.Head, context.Kind) is var tokens && !limits.Bars(tokens, context.Now))
            return null;
        if (limits.IsFull)
            return "as many requests run there as may at one time";
        return limits.FreeAt > context.Now
            ? $"its limits are reached until {limits.FreeAt:u}{(limits.IsHint ? ", as another gateway was told" : "")}"
            : string.Create(CultureInfo.InvariantCulture, $"it has {limits.TokensLeft} tokens left of its limit, and the request takes about {tokens}");
    }
}
