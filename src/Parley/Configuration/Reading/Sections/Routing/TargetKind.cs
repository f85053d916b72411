using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>An item of <c>targets</c>: a text, or a group with the text under <c>target</c>.</summary>
internal sealed class TargetKind : ValueKind<TargetOptions>
{
    private static readonly Shape<TargetOptions> Shape = new(new FieldList<TargetOptions>()
        .Add("target", Kinds.Text, (target, text) => target with { Text = text }, "Where it leads: backend/model.", required: true)
        .Add("weight", Kinds.Number(0), (target, number) => target with { Weight = number }, "Its share under the strategy weighted; 0 for never first.")
        .Add("quality", Kinds.Number(0, 1), (target, number) => target with { Quality = number }, "How good its answers are, from 0 to 1."));

    public override JsonObject Schema() => new() { ["anyOf"] = new JsonArray(Kinds.Text.Schema(), Shape.Schema()) };

    public override bool TryRead(ConfigNode node, ReadScope scope, [MaybeNullWhen(false)] out TargetOptions value)
    {
        value = null;
        if (node is ConfigMap map)
        {
            value = Shape.Read(new TargetOptions(""), map, scope);
            return value.Text.Length > 0;
        }
        if (!Kinds.Text.TryRead(node, scope, out var text))
            return false;
        value = new TargetOptions(text);
        return true;
    }
}
