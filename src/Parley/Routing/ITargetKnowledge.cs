using Parley.Configuration;
using Parley.Hardware;
using Parley.Providers;
using Parley.Resilience;
using Parley.Routing.Adaptive;

namespace Parley.Routing;

/// <summary>Where a decision's facts come from: the running process, or a record of an earlier decision.</summary>
internal interface ITargetKnowledge
{
    /// <summary>What attempts at a target have shown.</summary>
    TargetFacts FactsOf(Target target);

    /// <summary>What the target's server says of its model.</summary>
    ModelFacts ModelOf(Target target);

    /// <summary>What was learned of the targets of a name; null for nothing.</summary>
    AdaptiveAdvice? Advise(RoutingContext context, ReadOnlySpan<Candidate> candidates);
}

/// <summary>What this process knows.</summary>
internal sealed class LiveKnowledge(TargetStates states, ModelLists models, AdaptiveRoutes learning, HardwareState hardware) : ITargetKnowledge
{
    public TargetFacts FactsOf(Target target)
    {
        var facts = states.Of(target).FactsOf(target);
        return hardware.Of(target.Backend) is { } known ? facts with { Hardware = known } : facts;
    }

    public ModelFacts ModelOf(Target target) => models.FactsOf(target);

    public AdaptiveAdvice? Advise(RoutingContext context, ReadOnlySpan<Candidate> candidates) => learning.Advise(context, candidates);
}
