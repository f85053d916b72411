using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary><c>tool_choice</c>: a word, or an object where there are names.</summary>
internal static class ChoiceFields
{
    public static void Write(Utf8JsonWriter json, ToolChoice? choice)
    {
        if (choice is null)
            return;
        var mode = Word<ToolChoiceMode>.Of(choice.Mode);
        if (choice is { Names.Count: 0, Native.IsAbsent: true, Dialect.Length: 0 })
        {
            json.WriteString("tool_choice"u8, mode);
            return;
        }
        json.WriteStartObject("tool_choice"u8);
        json.WriteString("mode"u8, mode);
        json.SayStrings("names"u8, choice.Names);
        json.SayDialect(choice.Dialect);
        json.Say("native"u8, choice.Native);
        json.WriteEndObject();
    }

    /// <summary>Moves to the value behind a name; null for null.</summary>
    public static ToolChoice? Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return Word<ToolChoiceMode>.ReadHere(ref reader, body) is { } mode ? new ToolChoice(mode) : null;
        var start = reader.TokenStartIndex;
        ToolChoiceMode? said = null;
        IReadOnlyList<string> names = [];
        var choice = new ToolChoice(ToolChoiceMode.Auto);
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("mode"u8))
                said = Word<ToolChoiceMode>.Read(ref reader, body);
            else if (reader.ValueTextEquals("names"u8))
                names = Members.Strings(ref reader, body);
            else if (reader.ValueTextEquals("dialect"u8))
                choice = choice with { Dialect = JsonRead.String(ref reader, body) ?? "" };
            else if (reader.ValueTextEquals("native"u8))
                choice = choice with { Native = JsonRead.Raw(ref reader, body) };
            else
                throw JsonRead.Wrong(ref reader, body, "mode, names, dialect or native");
        }
        return choice with { Mode = said ?? throw Members.Missing(body, start, "mode"), Names = names };
    }
}
