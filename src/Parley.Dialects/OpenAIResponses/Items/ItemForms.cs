using System.Text.Json;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>The forms of calls here: those of custom tools, of tools within a namespace, and of typed tools.</summary>
internal static class ItemForms
{
    /// <summary>The reader of the forms.</summary>
    public static CallForms Instance { get; } = new(static (tool, forms) => ReadTool(tool, default, forms));

    private static void ReadTool(RawJson tool, RawJson space, Dictionary<string, CallForm> forms)
    {
        var (type, name, tools) = (default(RawJson), default(RawJson), default(RawJson));
        var members = new JsonMembers(tool.Utf8);
        while (members.Next(out var member, out var value))
        {
            if (member.SequenceEqual("type"u8))
                type = value;
            else if (member.SequenceEqual("name"u8))
                name = value;
            else if (member.SequenceEqual("tools"u8))
                tools = value;
        }
        if (type.Kind == JsonValueKind.String && TypedTool.Find(type.AsText().ToString()) is { } typed)
            forms[typed.Name] = new CallForm(IsCustom: false, typed.Noted());
        if (type.Kind != JsonValueKind.String || name.Kind != JsonValueKind.String)
            return;
        var isCustom = type.Utf8.Span.SequenceEqual("\"custom\""u8);
        if (type.Utf8.Span.SequenceEqual("\"namespace\""u8))
            ReadSpace(name, tools, forms);
        else if (!space.IsAbsent)
            forms[NamespacedName.Join(space.AsText().ToString(), name.AsText().ToString())] = new CallForm(isCustom, NamespacedName.Spelled(space, name));
        else if (isCustom)
            forms[name.AsText().ToString()] = new CallForm(isCustom);
    }

    private static void ReadSpace(RawJson space, RawJson tools, Dictionary<string, CallForm> forms)
    {
        if (tools.Kind == JsonValueKind.Array)
            new CallForms((tool, found) => ReadTool(tool, space, found)).ReadAll(tools, forms);
    }
}
