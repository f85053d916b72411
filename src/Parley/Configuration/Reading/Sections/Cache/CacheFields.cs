using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>cache</c>.</summary>
internal static class CacheFields
{
    public static Shape<CacheOptions> Shape { get; } = new(new FieldList<CacheOptions>()
        .Add("enabled", Kinds.Flag, (cache, flag) => cache with { Enabled = flag }, "Whether answers are kept, and given again to the same question.", aliases: ["cache_enabled"])
        .Add("ttl", Kinds.Seconds, (cache, time) => cache with { TimeToLive = time }, "How long an answer may be given again, in seconds.", aliases: ["cache_ttl"])
        .Add("size", Kinds.Whole(1, 100_000_000), (cache, number) => cache with { MostEntries = number }, "The most answers in memory.", aliases: ["cache_size"])
        .Add("max_mb", Kinds.Mebibytes, (cache, size) => cache with { MaxBytes = size }, "The most MiB of answers in memory.")
        .Add("shared", Kinds.Flag, (cache, flag) => cache with { Shared = flag }, "Whether what was answered to one key is given to others.")
        .Add("store", Kinds.Flag, (cache, flag) => cache with { Store = flag }, "Whether answers are kept in the store too, so that they outlive the process. They stand there in the clear.")
        .Add("deterministic_only", Kinds.Flag, (cache, flag) => cache with { DeterministicOnly = flag }, "Whether only answers to requests with a temperature of 0 are kept."));

    /// <summary>The fields of a model's own <c>cache</c>.</summary>
    public static Shape<ModelCacheOptions> OfModel { get; } = new(new FieldList<ModelCacheOptions>()
        .Add("enabled", Kinds.Flag, (cache, flag) => cache with { Enabled = flag }, "Whether its answers are kept.", aliases: ["cache_enabled"])
        .Add("ttl", Kinds.Seconds, (cache, time) => cache with { TimeToLive = time }, "How long its answers may be given again, in seconds.", aliases: ["cache_ttl"]));
}
