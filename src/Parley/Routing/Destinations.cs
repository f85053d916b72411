using System.Collections.Immutable;
using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Dialects;
using Parley.Routing.Estimates;

namespace Parley.Routing;

/// <summary>Finds where a request may go: by the name that it asks for, the further names that it gives, and the backend that its caller wishes.</summary>
internal static class Destinations
{
    /// <summary>Where the names of a request lead.</summary>
    /// <param name="snapshot">The configuration.</param>
    /// <param name="head">The request.</param>
    /// <param name="wishes">What its caller asks besides.</param>
    /// <param name="liveModels">What backends say that they serve.</param>
    public static Resolution Of(GatewaySnapshot snapshot, RequestHead head, RoutingWishes wishes, Func<string, IReadOnlySet<string>?> liveModels)
    {
        var first = Of(snapshot, head.Model, wishes, liveModels);
        return head.Fallbacks.IsEmpty ? first : WithFallbacks(first, snapshot, head, wishes, liveModels);
    }

    private static Resolution WithFallbacks(Resolution first, GatewaySnapshot snapshot, RequestHead head, RoutingWishes wishes, Func<string, IReadOnlySet<string>?> liveModels)
    {
        var known = new List<Resolution>();
        var unknown = new List<string>();
        if (first.IsKnown)
            known.Add(first);
        else
            unknown.Add(head.Model);
        foreach (var name in head.Fallbacks.Distinct(StringComparer.Ordinal).Where(name => name != head.Model))
        {
            var further = Of(snapshot, name, wishes, liveModels);
            if (further.IsKnown)
                known.Add(further);
            else
                unknown.Add(name);
        }
        return known.Count == 0 ? first : known[0] with { Others = [.. known.Skip(1)], Unknown = [.. unknown] };
    }

    /// <summary>Where a request goes whose name leads nowhere: to the operator's name for what it is about.</summary>
    /// <param name="context">The request.</param>
    /// <param name="snapshot">The configuration.</param>
    /// <param name="nowhere">Where its name leads.</param>
    /// <param name="liveModels">What backends say that they serve.</param>
    public static Resolution Instead(RoutingContext context, GatewaySnapshot snapshot, Resolution nowhere, Func<string, IReadOnlySet<string>?> liveModels)
    {
        // Vectors of another model are of another space, and a request without a model is not finished.
        if (context.Kind != OperationKind.Chat || context.Head.Model.Length == 0 || context.Options.ModelTranslation?.Substitutes is not { Count: > 0 } substitutes)
            return nowhere;
        if ((Workload.Of(context) is not { } workload || !substitutes.TryGetValue(workload.Name, out var name)) && !substitutes.TryGetValue(MediaTypes.Any, out name))
            return nowhere;
        var found = Of(snapshot, name, context.Wishes, liveModels);
        return found.IsKnown ? found with { InsteadOf = context.Head.Model } : nowhere;
    }

    /// <summary>Where one name leads. A bare name goes to the backend that is wished for also where that one does not list it, as it would with the backend before the slash.</summary>
    private static Resolution Of(GatewaySnapshot snapshot, string model, RoutingWishes wishes, Func<string, IReadOnlySet<string>?> liveModels)
    {
        var found = ModelResolver.Resolve(snapshot, model, liveModels);
        if (wishes.Backend is not { } wished || found.Route is not null || Leads(found.Targets, wished) || snapshot.Find(wished) is not { } backend)
            return found;
        var name = model.Length == 0 || model == ModelResolver.Auto ? backend.DefaultModel : model;
        var slash = model.IndexOf('/');
        var isAnothers = slash > 0 && snapshot.Find(model.AsSpan(0, slash)) is not null;
        return name is null || isAnothers ? found : ModelResolver.Resolve(snapshot, $"{backend.Id}/{name}", liveModels);
    }

    private static bool Leads(ImmutableArray<Target> targets, string backend)
    {
        foreach (var target in targets)
        {
            if (target.Backend.Id.Equals(backend, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
