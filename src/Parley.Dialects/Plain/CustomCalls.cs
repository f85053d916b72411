using System.Text.Json;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>The forms of calls here: those of custom tools.</summary>
internal static class CustomCalls
{
    /// <summary>The reader of the forms.</summary>
    public static CallForms Forms { get; } = new(ReadTool);

    private static void ReadTool(RawJson tool, Dictionary<string, CallForm> forms)
    {
        string? called = null;
        var isCustom = false;
        var members = new JsonMembers(tool.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("name"u8) && value.Kind == JsonValueKind.String)
                called = value.AsText().ToString();
            else if (name.SequenceEqual("custom"u8))
                isCustom = value.Kind == JsonValueKind.True;
        }
        if (isCustom && called is not null)
            forms[called] = new CallForm(IsCustom: true);
    }
}
