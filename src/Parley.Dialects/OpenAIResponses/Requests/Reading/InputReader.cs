using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads <c>input</c>: a text, or items. What the assistant says without another in between is one message: its thoughts, texts and calls.</summary>
internal static class InputReader
{
    /// <summary>Reads the value behind the name.</summary>
    public static List<Message> Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        var messages = new List<Message>();
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            var text = JsonRead.TextHere(ref reader, body);
            if (reader.TokenType == JsonTokenType.Null)
                return messages;
            messages.Add(new Message(Role.User, [new TextPart(text) { IsBare = true }]));
            ExtraMembers.Note(ref extras, Spelling.BareInput);
            return messages;
        }
        var turn = new List<Part>();
        while (JsonRead.NextElement(ref reader))
        {
            var item = ItemReader.Read(ref reader, body, isReply: false);
            if (item.Role == Role.Assistant)
            {
                turn.AddRange(item.Parts);
                continue;
            }
            Close(turn, messages);
            messages.Add(item);
        }
        Close(turn, messages);
        if (messages.Count == 0)
            (extras ??= new Extras(Names.Dialect)).AddSpelling(Spelling.BareInput, RawJson.Parse("[]"));
        return messages;
    }

    private static void Close(List<Part> turn, List<Message> messages)
    {
        if (turn.Count == 0)
            return;
        messages.Add(new Message(Role.Assistant, [.. turn]));
        turn.Clear();
    }
}
