using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>The messages of a request.</summary>
internal static class MessageFields
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<Message> messages)
    {
        json.WriteStartArray("messages"u8);
        for (var i = 0; i < messages.Count; i++)
            Write(json, messages[i]);
        json.WriteEndArray();
    }

    /// <summary>Moves to the value behind a name: an array of messages; null for null.</summary>
    public static List<Message>? ReadAll(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return null;
        var messages = new List<Message>();
        while (JsonRead.NextElement(ref reader))
            messages.Add(Read(ref reader, body));
        return messages;
    }

    private static void Write(Utf8JsonWriter json, Message message)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, Word<Role>.Of(message.Role));
        json.Say("name"u8, message.Name);
        PartWriter.Write(json, "content"u8, message.Parts);
        json.SayIf("continues"u8, message.Continues);
        ExtrasFields.Write(json, message.Extras);
        json.WriteEndObject();
    }

    private static Message Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        JsonRead.Object(ref reader, body);
        var start = reader.TokenStartIndex;
        Role? role = null;
        Extras? extras = null;
        var message = new Message(Role.User, []);
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("role"u8))
                role = Word<Role>.Read(ref reader, body);
            else if (reader.ValueTextEquals("content"u8))
                message = message with { Parts = PartReader.ReadAll(ref reader, body) };
            else if (reader.ValueTextEquals("name"u8))
                message = message with { Name = JsonRead.String(ref reader, body) };
            else if (reader.ValueTextEquals("continues"u8))
                message = message with { Continues = JsonRead.Boolean(ref reader, body) == true };
            else
                ExtrasFields.Read(ref reader, body, ref extras);
        }
        return message with { Role = role ?? throw Members.Missing(body, start, "role"), Extras = extras };
    }
}
