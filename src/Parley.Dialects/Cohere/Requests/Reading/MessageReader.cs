using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Reads the messages of a request, in order.</summary>
internal sealed class MessageReader
{
    private readonly List<Message> _messages = [];

    /// <summary>What was read.</summary>
    public IReadOnlyList<Message> Messages => _messages;

    /// <summary>Reads the list behind the name.</summary>
    public void Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return;
        while (JsonRead.NextElement(ref reader))
            _messages.Add(ReadMessage(ref reader, body));
    }

    private Message ReadMessage(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        JsonRead.Object(ref reader, body);
        var start = (int)reader.TokenStartIndex;
        var answer = new AnswerReader($"messages[{_messages.Count}]", isReply: false);
        Role? role = null;
        string? toolCallId = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("role"u8))
                role = ReadRole(ref reader, body);
            else if (reader.ValueTextEquals("tool_call_id"u8))
                toolCallId = JsonRead.String(ref reader, body);
            else if (!answer.TryRead(ref reader, body))
                OwnExtras.Keep(ref reader, body, ref answer.Extras);
        }
        var parts = answer.Build();
        return role switch
        {
            null => throw Roleless(body, start),
            Role.Tool => new Message(Role.Tool, [new ToolResultPart(toolCallId ?? "", parts) { IdIsInvented = toolCallId is null }]) { Extras = answer.Extras },
            { } speaker => new Message(speaker, parts) { Extras = answer.Extras },
        };
    }

    private static Role ReadRole(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) => JsonRead.String(ref reader, body) switch
    {
        "user" => Role.User,
        "assistant" => Role.Assistant,
        "system" => Role.System,
        "tool" => Role.Tool,
        "developer" => Role.Developer,
        _ => throw JsonRead.Wrong(ref reader, body, "system, user, assistant or tool"),
    };

    private static WireFormatException Roleless(ReadOnlyMemory<byte> body, int start)
    {
        var place = JsonPlace.Of(body.Span, start) + ".role";
        return new WireFormatException(place, $"{place} is missing.");
    }
}
