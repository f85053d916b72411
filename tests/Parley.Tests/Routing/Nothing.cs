using Parley.Configuration;
using Parley.Providers;
using Parley.Resilience;
using Parley.Routing;
using Parley.Routing.Adaptive;

namespace Parley.Tests.Routing;

/// <summary>Nothing is known of any target.</summary>
internal sealed class Nothing : ITargetKnowledge
{
    public TargetFacts FactsOf(Target target) => default;

    public ModelFacts ModelOf(Target target) => ModelFacts.None;

    public AdaptiveAdvice? Advise(RoutingContext context, ReadOnlySpan<Candidate> candidates) => null;
}
