using Parley.Configuration;

namespace Parley.Resilience;

/// <summary>
/// What this gateway holds of the limits of one backend, which several gateways keep within together. A gate asks it under its own lock: it answers at once, of what is held here. Thread-safe.
/// </summary>
internal interface ILimitShare
{
    /// <summary>Takes for a request; null where too little is held here: more is asked for then, and the gate is told when it may have come.</summary>
    IShareHold? TryTake(LimitPolicy policy, in LimitAsk ask);

    /// <summary>When a request may go, as far as is known of all gateways; the time itself where none of the limits is known to be used up.</summary>
    (DateTimeOffset At, Limit Limit) Binding(LimitPolicy policy, in LimitAsk ask, DateTimeOffset now);
}

/// <summary>What one request has taken of a share.</summary>
internal interface IShareHold
{
    /// <summary>It has ended.</summary>
    /// <param name="tokens">The tokens that it used; null when nobody knows, so that the estimate stays.</param>
    void End(long? tokens);
}
