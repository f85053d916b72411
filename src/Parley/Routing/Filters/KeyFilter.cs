using Parley.Configuration;
using Parley.Configuration.Options;

namespace Parley.Routing.Filters;

/// <summary>
/// A caller's key may be confined to backends and models. What counts is the target that would be asked, whichever name led there; only a name that the operator made, and lists for the key, stands for all its targets.
/// </summary>
internal sealed class KeyFilter : IRoutingFilter
{
    /// <summary>Its name.</summary>
    public const string Label = "key";

    public string Name => Label;

    public bool OnlyChooses => false;

    public bool Concerns(RoutingContext context) => context.Caller?.Limits is { } limits && (limits.Backends is not null || limits.Models is not null);

    public string? Refuse(RoutingContext context, Candidate candidate)
    {
        var caller = context.Caller!;
        if (caller.Limits!.Backends is { } backends && !ModelPatterns.Any(backends, candidate.Target.Backend.Id))
            return $"the key {caller.Name} may not use the backend";
        return MayUse(caller.Limits, candidate.Target, candidate.Origin?.Route?.Name) ? null : $"the key {caller.Name} may not use the model";
    }

    /// <summary>Whether a key may use a target: asked once more of each that is about to be asked, whichever way led there.</summary>
    public static bool Allows(CallerKey? caller, Candidate candidate) => Allows(caller, candidate.Target, candidate.Origin?.Route?.Name);

    /// <summary>The same of a target that is not asked yet.</summary>
    /// <param name="caller">The key.</param>
    /// <param name="target">The target.</param>
    /// <param name="route">The operator's name that leads there; null for none.</param>
    public static bool Allows(CallerKey? caller, Target target, string? route) => caller?.Limits is not { } limits
        || ((limits.Backends is not { } backends || ModelPatterns.Any(backends, target.Backend.Id)) && MayUse(limits, target, route) && PlacementFilter.Refuse(limits, target.Backend) is null);

    private static bool MayUse(TargetLimits limits, Target target, string? route) => limits.Models is not { } models
        || ModelPatterns.Any(models, target.Model) || (route is not null && ModelPatterns.Any(models, route)) || ModelPatterns.Any(models, target.ToString());
}
