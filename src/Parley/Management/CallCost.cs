using Parley.Configuration;
using Parley.Providers.Upstream;
using Parley.Routing;

namespace Parley.Management;

/// <summary>What calls cost, by the price that the decision knew: also those that failed, lost against another or did not convince, for the provider is paid for them too.</summary>
internal static class CallCost
{
    /// <summary>The cost of a call; null where the price or a number of tokens is unknown, which is not free. What lost or failed before it said anything wrote nothing.</summary>
    public static Cost? Of(RoutingDecision decision, AttemptOutcome attempt) =>
        !attempt.Usage.Input.IsKnown || (!attempt.Usage.Output.IsKnown && attempt.Fault is null) ? null : PriceOf(decision, attempt)?.CostOf(attempt.Usage);

    /// <summary>The price that the decision knew of a call's target; null when unknown.</summary>
    private static PriceRow? PriceOf(RoutingDecision decision, AttemptOutcome attempt) =>
        decision.CandidateOf(attempt.Target)?.PriceRow ?? attempt.Target.PriceAt(DateOnly.FromDateTime(decision.Context.Now.UtcDateTime));
}
