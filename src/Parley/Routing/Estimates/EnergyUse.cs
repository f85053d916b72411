using Parley.Providers.Upstream;

namespace Parley.Routing.Estimates;

/// <summary>The energy of requests, by the watts that the decision knew and the time that each call took.</summary>
internal static class EnergyUse
{
    /// <summary>The watt-hours of all calls that were made; null when there were none, or those of one are unknown: a sum of what happens to be known would pass for the whole.</summary>
    public static double? WattHours(RoutingDecision decision, IReadOnlyList<AttemptOutcome> attempts) =>
        attempts.Any(static attempt => attempt.IsSent) ? attempts.Select(attempt => WattHours(decision, attempt)).Aggregate((double?)0, static (sum, one) => sum + one) : null;

    /// <summary>The watt-hours of one call; null when unknown, and 0 where nothing was sent.</summary>
    public static double? WattHours(RoutingDecision decision, AttemptOutcome attempt) => !attempt.IsSent ? 0 : Energy.WattHours(WattsOf(decision, attempt), attempt.Duration);

    private static double? WattsOf(RoutingDecision decision, AttemptOutcome attempt) =>
        decision.CandidateOf(attempt.Target)?.PowerWatts ?? attempt.Target.Backend.PowerWatts;
}
