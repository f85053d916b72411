using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>slow_stream</c>.</summary>
internal static class SlowStreamFields
{
    public static Shape<SlowStreamOptions> Shape { get; } = new(new FieldList<SlowStreamOptions>()
        .Add("min_tokens_per_second", Kinds.Number(0.001), (slow, number) => slow with { MinTokensPerSecond = number }, "The least tokens a second, estimated from the text; a stream that stays below is given up.", aliases: ["minTokensPerSecond"])
        .Add("window_ms", Kinds.Milliseconds, (slow, time) => slow with { Window = time }, "Over how many milliseconds they are counted.", aliases: ["windowMs"]));
}
