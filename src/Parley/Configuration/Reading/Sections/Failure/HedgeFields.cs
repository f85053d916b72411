using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>hedge</c>.</summary>
internal static class HedgeFields
{
    public static Shape<HedgeOptions> Shape { get; } = new(new FieldList<HedgeOptions>()
        .Add("enabled", Kinds.Flag, (hedge, flag) => hedge with { Enabled = flag }, "Whether the next target is asked too when the first is late.")
        .Add("after_ms", Kinds.Milliseconds, (hedge, time) => hedge with { After = time }, "After how many milliseconds without an event. Without this it is learned, see percentile.", aliases: ["afterMs"])
        .Add("percentile", Kinds.Number(50, 99.9), (hedge, number) => hedge with { Percentile = number }, "How many in a hundred of a target's recent answers began in time.")
        .Add("max_share", Kinds.Number(0, 1), (hedge, number) => hedge with { MaxShare = number }, "The most second attempts, as a share of the requests.", aliases: ["maxShare"]));
}
