using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Mistral's part <c>{"type":"thinking","thinking":[{"type":"text","text":...}]}</c>.</summary>
internal static class ThinkingChunk
{
    /// <summary>Reads the part; its list stays beside the joined text, to be written as it was.</summary>
    public static ReasoningPart Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, PartDraft draft)
    {
        var text = default(JsonText);
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("thinking"u8))
                text = ReadThinking(ref reader, body, draft);
            else
                draft.ReadOther(ref reader, body);
        }
        return new ReasoningPart(text);
    }

    /// <summary>The text of a chunk's list: a slice where there is one piece, otherwise the pieces joined.</summary>
    public static JsonText TextOf(RawJson thinking)
    {
        if (thinking.Kind != JsonValueKind.Array)
            return thinking.Kind == JsonValueKind.String ? thinking.AsText() : default;
        var pieces = new List<JsonText>();
        var reader = thinking.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
            pieces.Add(TextOfPiece(ref reader, thinking.Utf8));
        return JoinedText.Of(pieces);
    }

    private static JsonText ReadThinking(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, PartDraft draft)
    {
        var raw = JsonRead.Raw(ref reader, body);
        (draft.Extras ??= new Extras(Names.Dialect)).AddSpelling(Spelling.Thinking, raw);
        return TextOf(raw);
    }

    private static JsonText TextOfPiece(ref Utf8JsonReader reader, ReadOnlyMemory<byte> list)
    {
        var text = default(JsonText);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return text;
        }
        while (JsonRead.NextMember(ref reader))
        {
            var isText = reader.ValueTextEquals("text"u8);
            reader.Read();
            if (isText && reader.TokenType == JsonTokenType.String)
                text = JsonScan.ReadText(ref reader, list);
            else
                reader.Skip();
        }
        return text;
    }
}
