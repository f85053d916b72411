using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Resilience;

/// <summary>How long a target is left alone, by what ails it: a refused connection is soon tried again, a refused key is not.</summary>
internal static class Recovery
{
    /// <summary>What a provider says about when to come back is believed up to here.</summary>
    private static readonly TimeSpan Latest = TimeSpan.FromDays(1);

    /// <summary>The time after a fault.</summary>
    /// <param name="policy">The operator's figures.</param>
    /// <param name="fault">What went wrong.</param>
    /// <param name="openings">How often the breaker opened since it was last closed, this time included: each doubles the time.</param>
    public static TimeSpan After(BreakerPolicy policy, Fault fault, int openings)
    {
        var first = policy.Recovery * Share(fault.Kind);
        var doubled = first * Math.Pow(2, Math.Min(openings - 1, 30));
        var own = doubled < policy.MaxRecovery ? doubled : policy.MaxRecovery;
        if (fault.RetryAfter is not { } asked)
            return own;
        if (asked > Latest)
            asked = Latest;
        // A limit ends at its reset and not at any guess of ours; elsewhere the provider can only ask for more.
        return IsLimit(fault.Kind) || asked > own ? asked : own;
    }

    /// <summary>Whether it is a limit that time lifts: one such answer is enough to go elsewhere.</summary>
    public static bool IsLimit(FaultKind kind) => kind == FaultKind.RateLimit;

    private static double Share(FaultKind kind) => kind switch
    {
        FaultKind.Connect or FaultKind.ConnectTimeout or FaultKind.RateLimit => 1 / 6d,
        FaultKind.Authentication or FaultKind.Permission or FaultKind.Payment or FaultKind.Quota => 10,
        _ => 1,
    };
}
