using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIChat;

/// <summary>
/// Writes <c>messages</c>. Tool results become messages of their own, directly behind the calls; what they show besides text follows in a user message, since a tool message takes only text.
/// </summary>
internal sealed class MessageWriter(RequestWriting writing)
{
    private readonly ContentWriter _content = new(writing);
    private readonly ToolResultWriter _results = new(writing);
    private readonly Utf8JsonWriter _json = writing.Json;

    /// <summary>Writes the array.</summary>
    public void WriteAll()
    {
        _json.WriteStartArray("messages"u8);
        WriteInstruction();
        var messages = writing.Request.Messages;
        for (var i = 0; i < messages.Count; i++)
        {
            var place = Place.Of("messages", i);
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
        if (ResponseFormatWriter.Instruction(writing) is not { } instruction)
            return;
        if (ResponseFormatWriter.IsHeld(writing))
            writing.Log.Moved("response_format", "response_format, and a system message");
        else
            writing.Log.Emulated("response_format", writing.Request.ResponseFormat!.Kind.ToString(), "a system message");
        _json.WriteStartObject();
        _json.WriteString("role"u8, "system"u8);
        _json.WriteString("content"u8, instruction);
        _json.WriteEndObject();
    }

    /// <summary>Results must follow their calls at once: an answer that goes on in a second message, as Gemini's clients may send it, is one message here.</summary>
    private static bool IsOneAnswer(Message message, Message next) => message.Role == Role.Assistant && next.Role == Role.Assistant && ToolCallWriter.Count(message.Parts) > 0;

    private void WriteMessage(Message message, Place place)
    {
        var results = 0;
        for (var i = 0; i < message.Parts.Count; i++)
        {
            if (message.Parts[i] is not ToolResultPart result)
                continue;
            if (results++ < i)
                writing.Log.Moved(place.Content(i), "before the text of its message");
            _results.Write(result, message, place.Content(i));
        }
        if (results > 0 && results == message.Parts.Count)
            return;
        _results.WriteMoved();
        if (IsMute(message))
            RecordMute(message, place);
        else
            WriteSpoken(message, place);
    }

    /// <summary>Whether an answer says nothing that the upstream takes: thoughts of others alone, or what only another dialect knows.</summary>
    private bool IsMute(Message message)
    {
        if (writing.IsOwn || message.Role != Role.Assistant || message.Parts.Count == 0)
            return false;
        foreach (var part in message.Parts)
        {
            if (!(part is OpaquePart opaque ? opaque.Dialect != Names.Dialect : part is ReasoningPart thought && (thought.Text.IsEmpty || !AnswerWriter.Takes(writing, thought))))
                return false;
        }
        return true;
    }

    private void RecordMute(Message message, Place place)
    {
        for (var i = 0; i < message.Parts.Count; i++)
        {
            var partPlace = place.Content(i);
            if (message.Parts[i] is ReasoningPart)
                writing.Log.Dropped(partPlace, "reasoning");
            else
                writing.Log.DroppedContent(partPlace, ((OpaquePart)message.Parts[i]).Type);
        }
        message.Extras.Record(writing.Log, place);
    }

    private void WriteSpoken(Message message, Place place)
    {
        var role = message.Role == Role.Tool ? Role.User : message.Role;
        _json.WriteStartObject();
        _json.WriteString("role"u8, Word(role));
        if (message.Name is not null)
            _json.WriteString("name"u8, message.Name);
        var calls = ToolCallWriter.Count(message.Parts);
        _content.Write(message, role, place, calls > 0 || AnswerWriter.HasRefusal(message.Parts));
        if (role == Role.Assistant)
        {
            AnswerWriter.WriteReasoning(writing, message, place);
            AnswerWriter.WriteRefusal(_json, message.Parts);
            if (calls > 0)
                ToolCallWriter.Write(writing, message.Parts, place);
        }
        if (message.Extras.Spells(Spelling.MessageCache))
            writing.Cache(message.Parts[^1].Cache, place);
        writing.Extras(OwnSpelling.Of(message.Extras, writing.Profile), place);
        _json.WriteEndObject();
    }

    private ReadOnlySpan<byte> Word(Role role) => role switch
    {
        Role.System => "system"u8,
        Role.Developer => writing.Profile.DeveloperRole ? "developer"u8 : "system"u8,
        Role.Assistant => "assistant"u8,
        _ => "user"u8,
    };
}
