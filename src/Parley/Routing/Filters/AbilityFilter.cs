using Parley.Dialects;

namespace Parley.Routing.Filters;

/// <summary>A target that can natively do what the request needs comes before one where it must be made up for or fails.</summary>
internal sealed class AbilityFilter : IRoutingFilter
{
    public string Name => "abilities";

    public bool OnlyChooses => true;

    public string? Refuse(RoutingContext context, Candidate candidate)
    {
        var abilities = candidate.Target.Backend.Abilities;
        if (!abilities.Has(context.Kind))
            return context.Kind == OperationKind.CountTokens ? null : "it has no such operation";
        var missing = abilities.Missing(context.Head.Needs);
        return missing == RequestNeeds.None ? null : $"it lacks {missing.ToString().ToLowerInvariant()}";
    }
}
