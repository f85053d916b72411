using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of a backend whose deadline follows its answers.</summary>
internal static class AdaptiveTimeoutFields
{
    public static FieldList<BackendOptions> AddAdaptiveTimeout(this FieldList<BackendOptions> fields) => fields
        .Add("latency_adaptation_enabled", Kinds.Flag, (backend, flag) => With(backend, backend.AdaptiveTimeout with { Enabled = flag }), "Whether the deadline of the first event follows what answers took so far.")
        .Add("base_timeout_ms", Kinds.Milliseconds, (backend, time) => With(backend, backend.AdaptiveTimeout with { Base = time }), "The shortest that this deadline gets, in milliseconds.")
        .Add("max_timeout_ms", Kinds.Milliseconds, (backend, time) => With(backend, backend.AdaptiveTimeout with { Max = time }), "The longest, in milliseconds, and the one that holds while too little was seen.")
        .Add("timeout_multiplier", Kinds.Number(1, 100), (backend, number) => With(backend, backend.AdaptiveTimeout with { Multiplier = number }), "By how much it is above the time in which 99 of a hundred answers began.")
        .Add("async_contribution_enabled", Kinds.Flag, (backend, flag) => With(backend, backend.AdaptiveTimeout with { Patient = flag }), "Whether requests of low priority, which nobody waits for, get the longest.");

    private static BackendOptions With(BackendOptions backend, AdaptiveTimeoutOptions timeout) => backend with { AdaptiveTimeout = timeout };
}
