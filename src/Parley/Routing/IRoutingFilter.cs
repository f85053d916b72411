namespace Parley.Routing;

/// <summary>Leaves out targets that cannot or may not serve a request. Pure; thread-safe.</summary>
internal interface IRoutingFilter
{
    /// <summary>Its name in explanations.</summary>
    string Name { get; }

    /// <summary>
    /// True when it only chooses between targets: where it would leave nobody, it leaves all, since what it knows may be wrong and the backend's own answer says more.
    /// False when what it refuses is forbidden.
    /// </summary>
    bool OnlyChooses { get; }

    /// <summary>Whether it has anything to say on a request; what it never concerns is not asked for every candidate.</summary>
    bool Concerns(RoutingContext context) => true;

    /// <summary>True when it looks only at what there is nothing to say of at most targets (<see cref="Resilience.TargetFacts.IsPlain"/>), and has nothing to say of those.</summary>
    bool PassesPlain => false;

    /// <summary>True when what it refuses is not left out, but stands behind all others: it may still serve when they cannot.</summary>
    bool Defers => false;

    /// <summary>Why the candidate is left out, as a sentence that goes on from its name; null when it may stay.</summary>
    string? Refuse(RoutingContext context, Candidate candidate);
}
