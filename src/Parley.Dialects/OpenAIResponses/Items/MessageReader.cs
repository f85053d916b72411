using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads an item of the type <c>message</c>, also in the easy form without a type. The assistant's carries its own members on its first part, since several items are one message there.</summary>
internal static class MessageReader
{
    /// <summary>Reads the object whose opening brace the reader stands on.</summary>
    public static Message Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, Role role, bool isReply)
    {
        var start = (int)reader.TokenStartIndex;
        var isAssistant = role == Role.Assistant;
        var hasContent = isReply;
        var parts = new List<Part>();
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("content"u8))
                hasContent |= ReadContent(ref reader, body, new Speaker(isAssistant, isReply), parts, ref extras);
            else if (reader.ValueTextEquals("role"u8))
                JsonRead.Skip(ref reader);
            else if (reader.ValueTextEquals("type"u8))
                ExtraMembers.Spell(ref reader, body, Spelling.Type, ref extras);
            else if (reader.ValueTextEquals("id"u8))
                ExtraMembers.Spell(ref reader, body, Spelling.Id, ref extras);
            else if (reader.ValueTextEquals("status"u8))
                ExtraMembers.Spell(ref reader, body, Spelling.Status, ref extras);
            else
                ExtraMembers.Keep(ref reader, body, ref extras, isAssistant ? ExtraMembers.OfItem : "");
        }
        if (!hasContent)
            throw RequestProblem.Missing(body, start, "content", "The message has no content.");
        if (!isAssistant)
            return new Message(role, parts) { Extras = extras };
        if (parts.Count == 0)
            parts.Add(new TextPart(default));
        ExtraMembers.Note(ref extras, Spelling.Item);
        parts[0] = parts[0] with { Extras = ExtraMembers.Joined(extras, parts[0].Extras) };
        return new Message(role, parts);
    }

    /// <summary>Reads the content; false for null, which only the assistant's may be.</summary>
    private static bool ReadContent(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, Speaker speaker, List<Part> parts, ref Extras? extras)
    {
        var ahead = reader;
        ahead.Read();
        if (ahead.TokenType == JsonTokenType.StartArray)
        {
            reader = ahead;
            ContentReader.ReadParts(ref reader, body, speaker, parts);
            if (parts.Count == 0)
                (extras ??= new Extras(Names.Dialect)).AddSpelling(Spelling.EmptyContent, RawJson.Parse("[]"));
            return true;
        }
        var text = JsonRead.Text(ref reader, body);
        if (!text.IsEmpty)
            parts.Add(new TextPart(text) { IsBare = true });
        else
            (extras ??= new Extras(Names.Dialect)).AddSpelling(Spelling.EmptyContent, RawJson.Parse(reader.TokenType == JsonTokenType.String ? "\"\"" : "null"));
        return speaker.IsAssistant || reader.TokenType != JsonTokenType.Null;
    }
}
