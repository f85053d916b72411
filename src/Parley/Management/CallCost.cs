using Parley.Configuration;
using Parley.Providers.Upstream;
using Parley.Routing;

namespace Parley.Management;

/// <summary>What calls cost, by the price that the decision knew: also those that failed, lost against another or did not convince, for the provider is paid for them too.</summary>
internal static class CallCost
{
    private const decimal Million = 1_000_000;

    /// <summary>The cost of a call in the currency of its price; null where the price or a number of tokens is unknown, which is not free.</summary>
    public static decimal? Of(TokenPrice? price, AttemptOutcome attempt)
    {
        if (price is null || !attempt.Usage.Input.IsKnown)
            return null;
        // What lost or failed before it said anything wrote nothing.
        var written = attempt.Usage.Output.IsKnown ? attempt.Usage.TotalOutput : attempt.Fault is null ? null : (long?)0;
        return ((price.Input * attempt.Usage.TotalInput) + (price.Output * written)) / Million;
    }

    /// <summary>The price that the decision knew of a call's target; null when unknown.</summary>
    public static TokenPrice? PriceOf(RoutingDecision decision, AttemptOutcome attempt) =>
        decision.CandidateOf(attempt.Target)?.Price ?? attempt.Target.Backend.Price;
}
