using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>Reads what <c>/api/generate</c> has in place of messages. A request without prompt and images loads the model, or unloads it; it has no messages.</summary>
internal sealed class PromptReader
{
    private readonly List<Part> _images = [];
    private JsonText _system;
    private JsonText _prompt;

    /// <summary>The prompt as a conversation.</summary>
    public IReadOnlyList<Message> Messages
    {
        get
        {
            var messages = new List<Message>(2);
            if (!_system.IsEmpty)
                messages.Add(new Message(Role.System, [new TextPart(_system) { IsBare = true }]));
            if (!_prompt.IsEmpty)
                messages.Add(new Message(Role.User, [.. _images, new TextPart(_prompt) { IsBare = true }]));
            else if (_images.Count > 0)
                messages.Add(new Message(Role.User, _images));
            return messages;
        }
    }

    /// <summary>Reads the member when it is one of the prompt's.</summary>
    public bool TryRead(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (reader.ValueTextEquals("prompt"u8))
            _prompt = ReadText(ref reader, body, "prompt", ref extras);
        else if (reader.ValueTextEquals("system"u8))
            _system = ReadText(ref reader, body, "system", ref extras);
        else if (reader.ValueTextEquals("images"u8))
            ReadImages(ref reader, body, ref extras);
        else
            return false;
        return true;
    }

    private static JsonText ReadText(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, string name, ref Extras? extras)
    {
        var text = JsonRead.Text(ref reader, body);
        if (text.IsEmpty && reader.TokenType == JsonTokenType.String)
            (extras ??= new Extras(DialectNames.Ollama)).Add(name, RawJson.Parse("\"\""));
        return text;
    }

    private void ReadImages(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        ImageReader.Read(ref reader, body, _images, out var isEmptyList);
        if (isEmptyList)
            (extras ??= new Extras(DialectNames.Ollama)).Add("images", RawJson.Parse("[]"));
    }
}
