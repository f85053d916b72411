using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>health</c>.</summary>
internal static class HealthFields
{
    public static Shape<HealthOptions> Shape { get; } = new(new FieldList<HealthOptions>()
        .Add("enabled", Kinds.Flag, (health, flag) => health with { Enabled = flag }, "Whether backends are asked. Without it: those on your own machines.")
        .Add("interval", Kinds.Seconds, (health, time) => health with { Interval = time }, "How often, in seconds.")
        .Add("interval_ms", Kinds.MillisecondsOrZero, (health, time) => health with { Interval = time }, "The same in milliseconds; 0 for never.", aliases: ["health_check_interval_ms", "healthCheckInterval"], setting: "interval")
        .Add("timeout", Kinds.Seconds, (health, time) => health with { Timeout = time }, "How long an answer may take, in seconds.")
        .Add("timeout_ms", Kinds.Milliseconds, (health, time) => health with { Timeout = time }, "The same in milliseconds.", setting: "timeout")
        .Add("threshold", Kinds.Whole(1, 1000), (health, number) => health with { Threshold = number }, "After how many failures in a row a backend is not well."));
}
