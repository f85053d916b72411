using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Cohere;

/// <summary>Writes <c>messages</c>. Tool results become messages of their own, directly behind the calls; documents stand apart, see <see cref="DocumentWriter"/>.</summary>
internal sealed class MessageWriter(RequestWriting writing)
{
    private readonly ContentWriter _content = new(writing);
    private readonly ToolResultWriter _results = new(writing);
    private readonly Utf8JsonWriter _json = writing.Json;

    /// <summary>Writes the list.</summary>
    public void WriteAll()
    {
        _json.WriteStartArray("messages"u8);
        WriteInstruction();
        var messages = writing.Request.Messages;
        for (var i = 0; i < messages.Count; i++)
        {
            var place = $"messages[{i}]";
            var message = messages[i];
            while (!writing.IsOwn && i + 1 < messages.Count && IsOneAnswer(message, messages[i + 1]))
                message = message with { Parts = [.. message.Parts, .. messages[++i].Parts] };
            WriteMessage(message, place);
        }
        _results.WriteMoved();
        _json.WriteEndArray();
    }

    private void WriteInstruction()
    {
        if (FormatWriter.Instruction(writing) is not { } instruction)
            return;
        writing.Log.Emulated("response_format", writing.Request.ResponseFormat!.Kind.ToString(), "a system message");
        _json.WriteStartObject();
        _json.WriteString("role"u8, "system"u8);
        _json.WriteString("content"u8, instruction);
        _json.WriteEndObject();
    }

    /// <summary>Results must follow their calls at once: an answer that goes on in a second message is one message here.</summary>
    private static bool IsOneAnswer(Message message, Message next) => message.Role == Role.Assistant && next.Role == Role.Assistant && HasCalls(message);

    private static bool HasCalls(Message message)
    {
        foreach (var part in message.Parts)
        {
            if (part is ToolCallPart)
                return true;
        }
        return false;
    }

    private void WriteMessage(Message message, string place)
    {
        if (message.Name is not null)
            writing.Log.Dropped($"{place}.name", message.Name);
        var apart = 0;
        for (var i = 0; i < message.Parts.Count; i++)
        {
            if (DocumentWriter.IsDocument(message.Parts[i]))
                apart++;
            if (message.Parts[i] is not ToolResultPart result)
                continue;
            if (apart++ < i)
                writing.Log.Moved($"{place}.content[{i}]", "before the text of its message");
            _results.Write(result, message, $"{place}.content[{i}]", place);
        }
        if (apart > 0 && apart == message.Parts.Count)
            return;
        _results.WriteMoved();
        WriteSpoken(message, place);
    }

    private void WriteSpoken(Message message, string place)
    {
        var answer = message.Role == Role.Assistant ? new AnswerWriter(_json, writing.Log, writing.Profile.ToolCallIds) : null;
        if (answer?.TryTakeTurn(message.Parts, place, writing.IsOwn) == false)
        {
            message.Extras.Record(writing.Log, place);
            return;
        }
        _json.WriteStartObject();
        _json.WriteString("role"u8, WordOf(message.Role));
        if (answer is not null)
            answer.WriteTurn(writing.IsOwn);
        else
            _content.Write(message, place);
        message.Extras.Write(_json, Names.Dialect, writing.Log, place);
        _json.WriteEndObject();
    }

    private ReadOnlySpan<byte> WordOf(Role role) => role switch
    {
        Role.System => "system"u8,
        Role.Developer => writing.IsOwn ? "developer"u8 : "system"u8,
        Role.Assistant => "assistant"u8,
        _ => "user"u8,
    };
}
