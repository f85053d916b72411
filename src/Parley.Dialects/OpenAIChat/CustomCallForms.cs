using System.Text.Json;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>The forms of calls here: those of custom tools.</summary>
internal static class CustomCallForms
{
    /// <summary>The reader of the forms.</summary>
    public static CallForms Instance { get; } = new(ReadTool);

    private static void ReadTool(RawJson tool, Dictionary<string, CallForm> forms)
    {
        var members = new JsonMembers(tool.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("custom"u8) && value.Kind == JsonValueKind.Object)
                ReadCustom(value, forms);
        }
    }

    private static void ReadCustom(RawJson custom, Dictionary<string, CallForm> forms)
    {
        var members = new JsonMembers(custom.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("name"u8) && value.Kind == JsonValueKind.String)
                forms[value.AsText().ToString()] = new CallForm(IsCustom: true);
        }
    }
}
