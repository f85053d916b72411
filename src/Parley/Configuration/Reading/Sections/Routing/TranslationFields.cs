using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>routing.model_translation</c>.</summary>
internal static class TranslationFields
{
    public static Shape<TranslationOptions> Shape { get; } = new(new FieldList<TranslationOptions>()
        .Add("mode", Kinds.Choice<TranslationMode>(), (translation, mode) => translation with { Mode = mode }, "What is looked at: strict (maps, then patterns), exact (maps), pattern, hybrid (maps, patterns, then the default model).")
        .Add("models", Kinds.TextMap, (translation, map) => translation with { Models = map }, "Names that callers ask for, and the model, or backend/model, in their place.")
        .Add("substitutes", Kinds.TextMap, (translation, map) => translation with { Substitutes = map }, "The name in the place of one that leads nowhere, by what the request is about: realtime, audio, code, image, text, or any.")
        .Add("patterns", Kinds.ListOf(Kinds.Group(Pattern, node => new TranslationPattern { Node = node })), (translation, list) => translation with { Patterns = list }, "Rules for names of a pattern."));

    private static Shape<TranslationPattern> Pattern => new(new FieldList<TranslationPattern>()
        .Add("pattern", Kinds.Text, (rule, text) => rule with { Pattern = new Glob(text) }, "The names; * stands for any text.", required: true)
        .Add("backend", Kinds.Text, (rule, text) => rule with { Backend = text }, "The backend for them. Without it every one that serves the model.")
        .Add("model", Kinds.Text, (rule, text) => rule with { Model = text }, "The model there. Without it the name that was asked for.", aliases: ["target_model", "targetModel"])
        .Add("priority", Kinds.Whole(), (rule, number) => rule with { Priority = number }, "The larger number is looked at first."));
}
