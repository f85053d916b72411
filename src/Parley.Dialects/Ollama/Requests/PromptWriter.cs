using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Ollama;

/// <summary>Writes a conversation as one prompt. Only what came in as a prompt fits without loss.</summary>
internal sealed class PromptWriter(ChatRequest request, ConversionLog log, Utf8JsonWriter writer)
{
    private const string Paragraph = "\n\n";

    private readonly PartSorter _sorter = new(log);
    private readonly JoinedText _system = new(Paragraph);
    private readonly JoinedText _prompt = new(Paragraph);
    private readonly List<Wire.JsonText> _images = [];

    /// <summary>Writes system, prompt and images.</summary>
    public void Write()
    {
        var isTranscript = IsTranscript();
        for (var i = 0; i < request.Messages.Count; i++)
            Add(request.Messages[i], $"messages[{i}]", isTranscript);
        if (isTranscript)
            log.Emulated("messages", null, "one prompt");
        if (request.Tools.Count > 0)
            log.DroppedContent("tools");
        if (_system.Count > 0)
            _system.Build().WriteMember(writer, "system"u8);
        if (_prompt.Count > 0 || request.Dialect != DialectNames.Ollama)
            _prompt.Build().WriteMember(writer, "prompt"u8);
        WriteImages();
    }

    private bool IsTranscript()
    {
        var others = 0;
        foreach (var message in request.Messages)
            others += message.Role is Role.System or Role.Developer ? 0 : 1;
        return others > 1;
    }

    private void Add(Message message, string place, bool isTranscript)
    {
        var target = message.Role is Role.System or Role.Developer ? _system : _prompt;
        var sorted = _sorter.Sort(message.Parts, 0, message.Parts.Count, place, message.Role == Role.Assistant);
        if (isTranscript && ReferenceEquals(target, _prompt) && sorted.Text.Count > 0)
            target.Add(message.Role == Role.Assistant ? "Assistant:" : "User:");
        target.Add(sorted.Text.Build());
        _images.AddRange(sorted.Images);
        if (sorted.Thinking.Count > 0)
            log.DroppedContent(place, "reasoning");
        foreach (var (call, callPlace) in sorted.Calls)
            log.DroppedContent(callPlace, call.Name);
        message.Extras.Record(log, place);
    }

    private void WriteImages()
    {
        if (_images.Count == 0)
            return;
        writer.WriteStartArray("images"u8);
        foreach (var image in _images)
            image.WriteValue(writer);
        writer.WriteEndArray();
    }
}
