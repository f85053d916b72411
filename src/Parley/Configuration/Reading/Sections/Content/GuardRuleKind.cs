using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>A rule of a guard: what is done, as a word, or as a group that also says where.</summary>
internal sealed class GuardRuleKind : ValueKind<GuardRule>
{
    private static readonly ValueKind<GuardAction> Action = Kinds.Choice<GuardAction>();

    private static readonly Shape<GuardRule> Shape = new(new FieldList<GuardRule>()
        .Add("action", Action, static (rule, action) => rule with { Action = action }, "What is done: block, redact, warn or reversible.", required: true)
        .Add("direction", Kinds.Choice<GuardDirection>(), static (rule, direction) => rule with { Direction = direction }, "Where it is looked for: input (requests), output (answers) or both."));

    public override JsonObject Schema() => new() { ["anyOf"] = new JsonArray(Action.Schema(), Shape.Schema()) };

    public override bool TryRead(ConfigNode node, ReadScope scope, [MaybeNullWhen(false)] out GuardRule value)
    {
        value = null;
        if (node is ConfigMap map)
        {
            value = Shape.Read(GuardAction.Redact, map, scope);
            return true;
        }
        if (!Action.TryRead(node, scope, out var action))
            return false;
        value = action;
        return true;
    }
}

/// <summary>What is done about injections: a word, or a group with patterns of the operator's own.</summary>
internal sealed class InjectionKind : ValueKind<InjectionOptions>
{
    private static readonly ValueKind<GuardAction> Action = Kinds.Choice(["block", "warn"], [GuardAction.Block, GuardAction.Warn]);

    private static readonly Shape<InjectionOptions> Shape = new(new FieldList<InjectionOptions>()
        .Add("action", Action, static (injection, action) => injection with { Action = action }, "What is done: block or warn.", required: true)
        .Add("patterns", Kinds.Texts, static (injection, list) => injection with { Patterns = list }, "Regular expressions besides those that Parley knows; case does not matter."));

    public override JsonObject Schema() => new() { ["anyOf"] = new JsonArray(Action.Schema(), Shape.Schema()) };

    public override bool TryRead(ConfigNode node, ReadScope scope, [MaybeNullWhen(false)] out InjectionOptions value)
    {
        value = null;
        if (node is ConfigMap map)
        {
            value = Shape.Read(new InjectionOptions { Node = map }, map, scope);
            return true;
        }
        if (!Action.TryRead(node, scope, out var action))
            return false;
        value = new InjectionOptions { Action = action };
        return true;
    }
}
