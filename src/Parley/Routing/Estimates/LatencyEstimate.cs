namespace Parley.Routing.Estimates;

/// <summary>How soon a target will answer, as far as it is known now.</summary>
internal static class LatencyEstimate
{
    /// <summary>After what time a measurement says nothing any more, so that a target which was slow once is tried again.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    /// <summary>The milliseconds to the first event: measured of late, else as the operator expects it; null when neither is known, so that only trying it can tell.</summary>
    public static double? Of(RoutingContext context, Candidate candidate)
    {
        ref readonly var facts = ref candidate.Known;
        return facts.FirstEventTicks > 0 && context.Now.UtcTicks - facts.FirstEventTicks <= Fresh.Ticks ? facts.FirstEventMs : candidate.Target.Backend.TypicalLatency?.TotalMilliseconds;
    }
}
