using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>limits</c> of a backend.</summary>
internal static class BackendLimitFields
{
    /// <summary>The kind of a number of requests.</summary>
    public static ValueKind<int> Requests { get; } = Kinds.Whole(1, 1_000_000);

    /// <summary>The kind of a number of tokens.</summary>
    public static ValueKind<long> Tokens { get; } = Kinds.WholeLong(1, 1_000_000_000_000);

    public static Shape<LimitOptions> Shape { get; } = new(new FieldList<LimitOptions>()
        .Add("rpm", Requests, (limits, number) => limits with { RequestsPerMinute = number }, "The most requests in any minute, for each key and model.", aliases: ["requests_per_minute", "requestsPerMinute"])
        .Add("tpm", Tokens, (limits, number) => limits with { TokensPerMinute = number }, "The most tokens in any minute, read and written, for each key and model.", aliases: ["tokens_per_minute", "tokensPerMinute"])
        .Add("rpd", Requests, (limits, number) => limits with { RequestsPerDay = number }, "The most requests in any 24 hours, for each key and model.", aliases: ["requests_per_day", "requestsPerDay"])
        .Add("concurrency", Requests, (limits, number) => limits with { Concurrency = number }, "The most requests at one time, for the whole backend.", aliases: ["max_concurrent_requests", "maxConcurrentRequests", "max_parallel_requests"])
        .Add("queue_ms", Kinds.MillisecondsOrZero, (limits, time) => limits with { Wait = time }, "How long a request may wait for its turn where no other target is free, in milliseconds; 0 for not at all.", aliases: ["queueMs"])
        .Add("queue_length", Kinds.Whole(0, 1_000_000), (limits, number) => limits with { QueueLength = number }, "How many may wait at once.", aliases: ["queueLength"]));
}
