using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>
/// An item of the type <c>reasoning</c>: the pieces of its summary and of the thought itself, joined by a blank line, and the encrypted form, by which its maker knows it again.
/// </summary>
internal static class ReasoningItem
{
    /// <summary>What stands between two pieces of one thought.</summary>
    public const string Border = "\n\n";

    /// <summary>Reads the object whose opening brace the reader stands on.</summary>
    public static ReasoningPart Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var summary = default(RawJson);
        var thought = default(RawJson);
        var encrypted = default(JsonText);
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("summary"u8))
                summary = ExtraMembers.Spell(ref reader, body, Spelling.Summary, ref extras);
            else if (reader.ValueTextEquals("content"u8))
                thought = ExtraMembers.Spell(ref reader, body, Spelling.Thought, ref extras);
            else if (reader.ValueTextEquals("encrypted_content"u8))
                encrypted = JsonRead.Text(ref reader, body);
            else if (reader.ValueTextEquals("id"u8))
                ExtraMembers.Spell(ref reader, body, Spelling.Id, ref extras);
            else if (reader.ValueTextEquals("status"u8))
                ExtraMembers.Spell(ref reader, body, Spelling.Status, ref extras);
            else if (reader.ValueTextEquals("type"u8))
                JsonRead.Skip(ref reader);
            else
                ExtraMembers.Keep(ref reader, body, ref extras);
        }
        var pieces = new List<JsonText>();
        AddPieces(summary, pieces);
        AddPieces(thought, pieces);
        return new ReasoningPart(JoinedText.Of(pieces)) { Signature = encrypted.IsEmpty ? null : new PartSignature(Names.Dialect, encrypted), Extras = extras };
    }

    /// <summary>The pieces of a list as one text; empty where there is no list.</summary>
    public static JsonText TextOf(RawJson list)
    {
        var pieces = new List<JsonText>();
        AddPieces(list, pieces);
        return JoinedText.Of(pieces);
    }

    /// <summary>Writes the members of the thought: as they were spelled, else its text as a summary.</summary>
    public static void Write(Utf8JsonWriter json, ReasoningPart reasoning)
    {
        var summary = reasoning.Extras.Spelled(Spelling.Summary);
        var thought = reasoning.Extras.Spelled(Spelling.Thought);
        json.WritePropertyName("summary"u8);
        if (summary.Kind == JsonValueKind.Array)
            summary.WriteValue(json);
        else
            WritePieces(json, thought.IsAbsent ? reasoning.Text : default, "summary_text"u8);
        if (thought.Kind == JsonValueKind.True)
        {
            json.WritePropertyName("content"u8);
            WritePieces(json, reasoning.Text, "reasoning_text"u8);
        }
        else if (!thought.IsAbsent)
        {
            thought.WriteMember(json, "content"u8);
        }
        if (reasoning.Signature is { Dialect: Names.Dialect } signature)
            signature.Value.WriteMember(json, "encrypted_content"u8);
    }

    private static void WritePieces(Utf8JsonWriter json, JsonText text, ReadOnlySpan<byte> type)
    {
        json.WriteStartArray();
        if (!text.IsEmpty)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, type);
            text.WriteMember(json, "text"u8);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void AddPieces(RawJson list, List<JsonText> pieces)
    {
        if (list.Kind != JsonValueKind.Array)
            return;
        var reader = list.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            var text = PieceOf(JsonScan.ReadRaw(ref reader, list.Utf8));
            if (text.IsEmpty)
                continue;
            if (pieces.Count > 0)
                pieces.Add(Border);
            pieces.Add(text);
        }
    }

    private static JsonText PieceOf(RawJson piece)
    {
        if (piece.Kind != JsonValueKind.Object)
            return default;
        var members = new JsonMembers(piece.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("text"u8) && value.Kind == JsonValueKind.String)
                return value.AsText();
        }
        return default;
    }
}
