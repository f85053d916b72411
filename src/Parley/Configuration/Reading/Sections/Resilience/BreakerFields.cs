using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>breaker</c>.</summary>
internal static class BreakerFields
{
    /// <summary>The kind of a number of failures in a row.</summary>
    public static ValueKind<int> Failures { get; } = Kinds.Whole(1, 1_000_000);

    public static Shape<BreakerOptions> Shape { get; } = new(new FieldList<BreakerOptions>()
        .Add("enabled", Kinds.Flag, (breaker, flag) => breaker with { Enabled = flag }, "False: targets are tried however often they fail.")
        .Add("consecutive_failures_threshold", Failures, (breaker, number) => breaker with { ConsecutiveFailures = number }, "So many failures in a row open it.",
            aliases: ["consecutive_failures", "maxFailures", "max_failures", "failureThreshold", "failure_threshold"])
        .Add("failure_rate", Kinds.Number(0, 1), (breaker, number) => breaker with { FailureRate = number }, "The share of failures within the window that opens it, 0 to 1.", aliases: ["failureRate", "failureRateThreshold", "failure_rate_threshold"])
        .Add("slow_call_ms", Kinds.MillisecondsOrZero, (breaker, time) => breaker with { SlowCall = time }, "From how many milliseconds to the first event on a call is slow; 0 for never.", aliases: ["slowCallMs", "slowCallThreshold", "slow_call_threshold_ms"])
        .Add("slow_call_rate", Kinds.Number(0, 1), (breaker, number) => breaker with { SlowCallRate = number }, "The share of slow calls within the window that opens it, 0 to 1.", aliases: ["slowCallRate", "slowCallRateThreshold"])
        .Add("minimum_calls", Kinds.Whole(1, 1_000_000), (breaker, number) => breaker with { MinimumCalls = number }, "How many calls a share needs to count.", aliases: ["minimumCalls", "min_calls", "minCalls"])
        .Add("window", Kinds.Seconds, (breaker, time) => breaker with { Window = time }, "How far back shares look, in seconds.")
        .Add("recovery", Kinds.Seconds, (breaker, time) => breaker with { Recovery = time }, "How long it stays open the first time, in seconds.", aliases: ["recovery_time", "timeout"])
        .Add("recovery_ms", Kinds.Milliseconds, (breaker, time) => breaker with { Recovery = time }, "The same in milliseconds.", aliases: ["resetTimeout", "reset_timeout_ms"], setting: "recovery")
        .Add("max_recovery", Kinds.Seconds, (breaker, time) => breaker with { MaxRecovery = time }, "The longest that it stays open, in seconds."));
}
