using System.Collections.Immutable;

namespace Parley.Configuration.Reading;

/// <summary>The fields of an entry of <c>parameters</c>.</summary>
internal static class ParameterFields
{
    public static ValueKind<ImmutableArray<ParameterRule>> Rules { get; } = Kinds.ListOf(Kinds.Group(Shape, node => new ParameterRule { Node = node }));

    private static Shape<ParameterRule> Shape => new(new FieldList<ParameterRule>()
        .Add("parameter", Kinds.Text, (rule, text) => rule with { Parameter = text }, "The parameter, as OpenAI Chat calls it, or any other member of a request in the backend's own dialect.", required: true)
        .Add("models", Kinds.Globs, (rule, list) => rule with { Models = list }, "The models for which it holds; without this all.")
        .Add("action", Kinds.Choice<ParameterAction>(), (rule, action) => rule with { Action = action }, "What happens: drop, rename, clamp, set, reject.", required: true)
        .Add("to", Kinds.Text, (rule, text) => rule with { To = text }, "The name at the backend, for rename.")
        .Add("value", Kinds.Text, (rule, text) => rule with { Value = text }, "The value, for set.")
        .Add("least", Kinds.Number(), (rule, number) => rule with { Least = number }, "The least that passes, for clamp.")
        .Add("most", Kinds.Number(), (rule, number) => rule with { Most = number }, "The most that passes, for clamp."));
}
