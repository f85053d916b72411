using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Configuration.Validators;

/// <summary>What is most often said in code lies within the bounds that files have: what stands in a file was checked where it was read, which shows the place.</summary>
internal sealed class ValueValidator : IValidator
{
    private const int Most = 1_000_000_000;

    public void Check(GatewayOptions options, Catalog catalog, ProblemList problems)
    {
        foreach (var backend in options.Backends)
            CheckBackend(backend, new Bounds($"of backend `{backend.Id}`", problems));
        foreach (var code in options.InProcess)
            CheckTimes(code.Timeouts, new Bounds($"of backend `{code.Id}`", problems));
        foreach (var model in options.Models)
            CheckModel(model, new Bounds($"of model `{model.Name}`", problems));
        foreach (var key in options.Keys.Where(static key => key.Strategy is not null))
            new Bounds($"of key `{key.Name}`", problems).Word("strategy", key.Strategy, StrategyNames.All);
        foreach (var server in options.ToolServers)
            CheckToolServer(server, new Bounds($"of the MCP server `{server.Name}`", problems));
        CheckRouting(options.Routing, new Bounds("of the routing", problems));
        CheckFailure(options.Failure, new Bounds("of the gateway", problems));
        CheckBreaker(options.Breaker, new Bounds("of the gateway", problems));
        CheckHealth(options.Health, new Bounds("of the gateway", problems));
        CheckCache(options.Cache, new Bounds("of the cache", problems));
        CheckContent(options.Guards, options.History, new Bounds("of all requests", problems));
    }

    private static void CheckBackend(BackendOptions backend, Bounds bounds)
    {
        CheckTimes(backend.Timeouts, bounds);
        CheckRetry(backend.Retry, bounds);
        CheckBreaker(backend.Breaker, bounds);
        CheckHealth(backend.Health, bounds);
        CheckLimits(backend.Limits, bounds);
        CheckDefaults(backend.Defaults, bounds);
        bounds.Number("least rate of tokens", backend.SlowStream.MinTokensPerSecond, 0.001, Most);
        bounds.Time("window of that rate", backend.SlowStream.Window);
        bounds.Time("shortest adaptive timeout", backend.AdaptiveTimeout.Base);
        bounds.Time("longest adaptive timeout", backend.AdaptiveTimeout.Max);
        bounds.Number("multiplier of the adaptive timeout", backend.AdaptiveTimeout.Multiplier, 1, 100);
        bounds.Number("weight", (double?)backend.Weight, 0, Most);
        bounds.Number("quality", backend.Characteristics.Quality, 0, 1);
        bounds.Number("cost per token", backend.CostPerToken, 0, Most);
        foreach (var (name, value) in backend.Headers)
            bounds.There($"header `{name}`", value);
        for (var i = 0; i < backend.ApiKeys.Length; i++)
        {
            bounds.There($"API key {i + 1}", backend.ApiKeys[i].Key);
            bounds.Number($"weight of API key {i + 1}", (int?)backend.ApiKeys[i].Weight, 1, Most);
        }
    }

    private static void CheckModel(ModelOptions model, Bounds bounds)
    {
        if (model.Strategy is not null)
            bounds.Word("strategy", model.Strategy, StrategyNames.All);
        CheckFailure(model.Failure, bounds);
        bounds.Time("time to live of answers", model.Cache.TimeToLive);
        foreach (var target in model.Targets)
        {
            bounds.Number($"weight of target `{target.Text}`", target.Weight, 0, Most);
            bounds.Number($"quality of target `{target.Text}`", target.Quality, 0, 1);
        }
    }

    private static void CheckToolServer(ToolServerOptions server, Bounds bounds)
    {
        bounds.Timer("timeout of calls", server.Timeout);
        bounds.Timer("timeout until the server is there", server.ConnectTimeout);
        foreach (var (tool, time) in server.ToolTimeouts)
            bounds.Timer($"timeout of `{tool}`", time);
    }

    private static void CheckRouting(RoutingOptions routing, Bounds bounds)
    {
        bounds.Word("strategy", routing.Strategy, StrategyNames.All);
        bounds.Number("weight of cost", (double?)routing.Weights.Cost, 0, Most);
        bounds.Number("weight of latency", (double?)routing.Weights.Latency, 0, Most);
        bounds.Number("weight of quality", (double?)routing.Weights.Quality, 0, Most);
        bounds.Number("weight of availability", (double?)routing.Weights.Availability, 0, Most);
        bounds.Number("weight of power", (double?)routing.Weights.Power, 0, Most);
        bounds.Number("ceiling", routing.Adaptive.Ceiling, 1e-12, 1e6);
        bounds.Number("discount", (double?)routing.Adaptive.Discount, 0.5, 1);
        bounds.Number("explore share", (double?)routing.Adaptive.ExploreShare, 0, 1);
        bounds.Number("count of kept decisions", (int?)routing.KeptDecisions, 0, 1_000_000);
    }

    private static void CheckCache(CacheOptions cache, Bounds bounds)
    {
        bounds.Time("time to live", cache.TimeToLive);
        bounds.Number("size", (int?)cache.MostEntries, 1, 100_000_000);
        bounds.Number("size in bytes", (long?)cache.MaxBytes, 1, long.MaxValue);
    }

    private static void CheckContent(GuardOptions guards, HistoryOptions history, Bounds bounds)
    {
        bounds.Number("count of messages", guards.MaxMessages, 1, int.MaxValue);
        bounds.Number("length of a message", guards.MaxMessageChars, 1, int.MaxValue);
        bounds.Number("length", guards.MaxChars, 1, int.MaxValue);
        bounds.Number("count of turns", history.MaxTurns, 1, int.MaxValue);
        bounds.Number("count of tokens", history.MaxTokens, 1, int.MaxValue);
    }

    private static void CheckTimes(TimeoutOptions timeouts, Bounds bounds)
    {
        bounds.Timer("timeout until the connection stands", timeouts.Connect);
        bounds.Patience("timeout until the first event", timeouts.FirstEvent);
        bounds.Patience("timeout between two events", timeouts.Idle);
        bounds.Patience("timeout of an attempt", timeouts.Total);
    }

    private static void CheckTimes(Timeouts timeouts, Bounds bounds) =>
        CheckTimes(new TimeoutOptions { Connect = timeouts.Connect, FirstEvent = timeouts.FirstEvent, Idle = timeouts.Idle, Total = timeouts.Total }, bounds);

    private static void CheckFailure(FailureOptions failure, Bounds bounds)
    {
        CheckRetry(failure.Retry, bounds);
        bounds.Timer("time before a second is asked", failure.Hedge.After);
        bounds.Number("percentile of hedging", failure.Hedge.Percentile, 50, 99.9);
        bounds.Number("share of hedging", failure.Hedge.MaxShare, 0, 1);
        bounds.Number("count of targets at once", (int?)failure.Parallel.MaxTargets, 2, Most);
        bounds.Number("least confidence", (double?)failure.Forwarding.MinConfidence, 0, 1);
        bounds.Number("count of further models", (int?)failure.Forwarding.MaxRetries, 0, 16);
    }

    private static void CheckRetry(RetryOptions retry, Bounds bounds)
    {
        bounds.Number("count of attempts", retry.MaxAttempts, 1, 100);
        bounds.Time("delay of retries", retry.InitialDelay, allowZero: true);
        bounds.Time("longest delay of retries", retry.MaxDelay, allowZero: true);
        bounds.Time("longest Retry-After", retry.MaxRetryAfter, allowZero: true);
        if (retry.Deadline != TimeSpan.MaxValue)
            bounds.Time("deadline", retry.Deadline);
        bounds.Number("multiplier of retries", retry.Multiplier, 1, 100);
        bounds.Number("budget share of retries", retry.BudgetShare, 0, 100);
        foreach (var status in retry.Statuses ?? [])
            bounds.Number("status of retries", (int?)status, 400, 599);
    }

    private static void CheckBreaker(BreakerOptions breaker, Bounds bounds)
    {
        bounds.Number("count of failures of the breaker", breaker.ConsecutiveFailures, 1, 1_000_000);
        bounds.Number("failure rate of the breaker", breaker.FailureRate, 0, 1);
        bounds.Number("rate of slow calls of the breaker", breaker.SlowCallRate, 0, 1);
        bounds.Number("least calls of the breaker", breaker.MinimumCalls, 1, 1_000_000);
        bounds.Time("slow call of the breaker", breaker.SlowCall, allowZero: true);
        bounds.Time("window of the breaker", breaker.Window);
        bounds.Time("recovery of the breaker", breaker.Recovery);
        bounds.Time("longest recovery of the breaker", breaker.MaxRecovery);
    }

    private static void CheckHealth(HealthOptions health, Bounds bounds)
    {
        bounds.Timer("interval of health checks", health.Interval, allowZero: true);
        bounds.Timer("timeout of health checks", health.Timeout);
        bounds.Number("threshold of health checks", health.Threshold, 1, 1000);
    }

    private static void CheckLimits(LimitOptions limits, Bounds bounds)
    {
        bounds.Number("limit of requests in a minute", limits.RequestsPerMinute, 1, Most);
        bounds.Number("limit of tokens in a minute", limits.TokensPerMinute, 1, long.MaxValue);
        bounds.Number("limit of requests in a day", limits.RequestsPerDay, 1, Most);
        bounds.Number("limit of requests at once", limits.Concurrency, 1, Most);
        bounds.Time("longest wait for a turn", limits.Wait, allowZero: true);
        bounds.Number("length of the queue", limits.QueueLength, 0, 1_000_000);
    }

    private static void CheckDefaults(RequestDefaults defaults, Bounds bounds)
    {
        bounds.Number("default temperature", defaults.Temperature, 0, 2);
        bounds.Number("default top_p", defaults.TopP, 0, 1);
        bounds.Number("default top_k", defaults.TopK, 1, int.MaxValue);
        bounds.Number("default min_p", defaults.MinP, 0, 1);
        bounds.Number("default frequency penalty", defaults.FrequencyPenalty, -2, 2);
        bounds.Number("default presence penalty", defaults.PresencePenalty, -2, 2);
        bounds.Number("default repetition penalty", defaults.RepetitionPenalty, 0, double.MaxValue);
        bounds.Number("default max_tokens", defaults.MaxTokens, 1, int.MaxValue);
    }
}
