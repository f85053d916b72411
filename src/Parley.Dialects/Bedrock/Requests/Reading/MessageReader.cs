using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Reads <c>system</c> and <c>messages</c>.</summary>
internal static class MessageReader
{
    /// <summary>Moves to the value of <c>system</c> and puts it before all messages; an empty one too, which clients write.</summary>
    public static void ReadSystem(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<Message> messages)
    {
        if (JsonRead.BeginArray(ref reader, body))
            messages.Insert(0, new Message(Role.System, BlockReader.ReadAll(ref reader, body)));
    }

    /// <summary>Moves to the value of <c>messages</c> and appends them.</summary>
    public static void ReadAll(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<Message> messages)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return;
        while (JsonRead.NextElement(ref reader))
            Read(ref reader, body, messages);
    }

    private static void Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<Message> messages)
    {
        JsonRead.Object(ref reader, body);
        var start = reader;
        Role? role = null;
        List<Part>? parts = null;
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("role"u8))
                role = ReadRole(ref reader, body);
            else if (reader.ValueTextEquals("content"u8))
                parts = JsonRead.BeginArray(ref reader, body) ? BlockReader.ReadAll(ref reader, body) : [];
            else
                ExtrasReading.Keep(ref reader, body, Names.Dialect, ref extras);
        }
        if (role is null || parts is null)
        {
            var place = JsonPlace.Of(body.Span, (int)start.TokenStartIndex);
            throw new WireFormatException($"{place}.{(role is null ? "role" : "content")}", "A message needs a role and content.");
        }
        if (role == Role.User)
            AddSplit(messages, parts, extras);
        else
            messages.Add(new Message(role.Value, parts) { Extras = extras });
    }

    private static Role ReadRole(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            if (reader.ValueTextEquals("user"u8))
                return Role.User;
            if (reader.ValueTextEquals("assistant"u8))
                return Role.Assistant;
        }
        throw JsonRead.Wrong(ref reader, body, "\"user\" or \"assistant\"");
    }

    /// <summary>Tool results are messages of their own in the conversation; on this wire they share the user's message.</summary>
    private static void AddSplit(List<Message> messages, List<Part> parts, Extras? extras)
    {
        var start = 0;
        do
        {
            var end = start;
            var areResults = parts.Count > 0 && parts[start] is ToolResultPart;
            while (end < parts.Count && parts[end] is ToolResultPart == areResults)
                end++;
            messages.Add(new Message(areResults ? Role.Tool : Role.User, parts.GetRange(start, end - start))
            {
                Continues = start > 0,
                Extras = start == 0 ? extras : null,
            });
            start = end;
        }
        while (start < parts.Count);
    }
}
