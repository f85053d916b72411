using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>routing.adaptive</c>.</summary>
internal static class LearningFields
{
    public static Shape<LearningOptions> Shape { get; } = new(new FieldList<LearningOptions>()
        .Add("ceiling", Kinds.Number(1e-12, 1e6), (learning, number) => learning with { Ceiling = number }, "What a request may cost on average, in the currency of the prices. Without it there is no limit.", aliases: ["cost_ceiling"])
        .Add("seed", Kinds.WholeLong(0), (learning, number) => learning with { Seed = (ulong)number }, "The start of all chance: the same seed and the same requests give the same choices.")
        .Add("discount", Kinds.Number(0.5, 1), (learning, number) => learning with { Discount = number }, "What an observation is still worth after one more. At 0.9995 half is forgotten after 1386 requests.")
        .Add("explore_share", Kinds.Number(0, 1), (learning, number) => learning with { ExploreShare = number }, "At most this share of requests is used to try what is not the best as far as is known; more at first, but for 0.", aliases: ["exploration"])
        .Add("learning_enabled", Kinds.Flag, (learning, flag) => learning with { LearningEnabled = flag }, "Whether settled requests teach anything.", aliases: ["learningEnabled"])
        .Add("prediction_enabled", Kinds.Flag, (learning, flag) => learning with { PredictionEnabled = flag }, "Whether what was learned ranks; where not, the order of the configuration stands.", aliases: ["predictionEnabled"])
        .Add("state_file", Kinds.Text, (learning, text) => learning with { StateFile = text }, "The file in which what was learned is kept. Without it, in memory only."));
}
