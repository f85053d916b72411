using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>retry</c>.</summary>
internal static class RetryFields
{
    private const int MostAttempts = 100;

    /// <summary>At a backend.</summary>
    public static Shape<RetryOptions> OfBackend { get; } = new(Common());

    /// <summary>At the top and at model names, which know the whole of a request.</summary>
    public static Shape<RetryOptions> Shape { get; } = new(Common()
        .Add("failover", Kinds.Flag, (retry, flag) => retry with { Failover = flag }, "Whether another target is asked when one fails.", aliases: ["fallbackOnError", "fallback_on_error"])
        .Add("deadline_ms", Kinds.Milliseconds, (retry, time) => retry with { Deadline = time }, "The most milliseconds that a caller waits, all attempts and waits together. A caller may ask for less by the header X-Deadline-Ms.", aliases: ["deadlineMs"]));

    private static FieldList<RetryOptions> Common() => new FieldList<RetryOptions>()
        .Add("max_retries", Kinds.Whole(0, MostAttempts - 1), (retry, number) => retry with { MaxAttempts = number + 1 }, "How often one target is asked again after it failed; 0 for never.", aliases: ["maxRetries", "num_retries"])
        .Add("max_attempts", Kinds.Whole(1, MostAttempts), (retry, number) => retry with { MaxAttempts = number }, "The same with the first time counted.", aliases: ["maxAttempts"], setting: "max_retries")
        .Add("initial_delay_ms", Kinds.MillisecondsOrZero, (retry, time) => retry with { InitialDelay = time }, "The most milliseconds before the first retry. A random part of it is waited.", aliases: ["initialDelay", "initial_delay"], setting: "retry_delay")
        .Add("retry_delay", Kinds.SecondsOrZero, (retry, time) => retry with { InitialDelay = time }, "The same in seconds.")
        .Add("max_delay_ms", Kinds.MillisecondsOrZero, (retry, time) => retry with { MaxDelay = time }, "The most milliseconds before any retry.", aliases: ["maxDelay", "max_delay", "maxBackoff"])
        .Add("exponential_backoff", Kinds.Flag, (retry, flag) => retry with { IsExponential = flag }, "Whether each wait is longer than the one before.", aliases: ["exponentialBackoff"])
        .Add("backoff_multiplier", Kinds.Number(1, 100), (retry, number) => retry with { Multiplier = number }, "By what each wait is longer than the one before.", aliases: ["backoffMultiplier"])
        .Add("retry_on_errors", Kinds.ListOf(Kinds.Whole(400, 599)), (retry, list) => retry with { Statuses = list }, "The statuses after which the same target is asked again, in place of 500 and above. A lost connection has none and is always among them.", aliases: ["retryOnErrors", "retryOn"])
        .Add("retry_on_rate_limit", Kinds.Flag, (retry, flag) => retry with { OnRateLimit = flag }, "Whether the same target is asked again after a 429.", aliases: ["retryOnRateLimit"])
        .Add("max_retry_after_ms", Kinds.MillisecondsOrZero, (retry, time) => retry with { MaxRetryAfter = time }, "The most milliseconds that are waited where a provider asks for it; beyond them the caller is told how long.", aliases: ["maxRetryAfterMs"])
        .Add("budget_share", Kinds.Number(0, 100), (retry, number) => retry with { BudgetShare = number }, "The most retries of a target, as a share of its recent requests; ten more are always in reserve.", aliases: ["budgetShare"]);
}
