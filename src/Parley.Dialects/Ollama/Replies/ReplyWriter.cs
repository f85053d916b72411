using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>Writes a whole reply: one object that is its own last line.</summary>
internal sealed class ReplyWriter(ConversionLog log, OllamaRoute route, Utf8JsonWriter writer)
{
    private static readonly Choice NoChoice = new(0, [], new Finish(FinishReason.Unknown));

    private readonly JoinedText _text = new();
    private readonly JoinedText _thinking = new();
    private readonly List<JsonText> _images = [];
    private readonly List<(ToolCallPart Call, string Place)> _calls = [];

    /// <summary>Writes the body.</summary>
    public static void Write(ChatReply reply, StreamOptions asked, ConversionLog log, OllamaRoute route, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        new ReplyWriter(log, route, writer).Write(reply, asked);
    }

    private void Write(ChatReply reply, StreamOptions asked)
    {
        var choice = Choose(reply);
        var extras = choice.Extras;
        for (var i = 0; i < choice.Parts.Count; i++)
            Sort(choice.Parts[i], $"choices[0].content[{i}]");
        writer.WriteStartObject();
        writer.WriteString("model"u8, reply.Model ?? asked.Model ?? "");
        ClosingWriter.WriteCreatedAt(writer, reply.Usage, reply.Created, asked);
        if (route == OllamaRoute.Chat)
            WriteMessage(choice, reply.Extras);
        else
            WriteResponse(choice, reply.Extras);
        WriteLogprobs(choice.Logprobs);
        ClosingWriter.Write(writer, FinishWords.Write(choice.Finish, choice.Parts.Any(static part => part is ToolCallPart), log), reply.Usage, asked, log);
        PlacedExtras.WriteOutside(extras, writer, OllamaNames.MessagePrefix, log, "choices[0]");
        PlacedExtras.WriteOutside(reply.Extras, writer, OllamaNames.MessagePrefix, log, "");
        writer.WriteEndObject();
        if (reply.ServiceTier is not null)
            log.Dropped("service_tier", reply.ServiceTier);
    }

    private Choice Choose(ChatReply reply)
    {
        for (var i = 1; i < reply.Choices.Count; i++)
            log.DroppedContent($"choices[{i}]");
        return reply.Choices.Count > 0 ? reply.Choices[0] : NoChoice;
    }

    private void WriteMessage(Choice choice, Extras? replyExtras)
    {
        writer.WriteStartObject("message"u8);
        writer.WriteString("role"u8, "assistant"u8);
        WriteAnswer("content"u8);
        PlacedExtras.WriteInside(choice.Extras, writer, OllamaNames.MessagePrefix);
        PlacedExtras.WriteInside(replyExtras, writer, OllamaNames.MessagePrefix);
        choice.MessageExtras.Write(writer, DialectNames.Ollama, log, "choices[0].message");
        writer.WriteEndObject();
    }

    private void WriteResponse(Choice choice, Extras? replyExtras)
    {
        WriteAnswer("response"u8);
        PlacedExtras.RecordInside(choice.Extras, OllamaNames.MessagePrefix, log);
        PlacedExtras.RecordInside(replyExtras, OllamaNames.MessagePrefix, log);
        choice.MessageExtras.Record(log, "choices[0].message");
    }

    private void WriteAnswer(ReadOnlySpan<byte> textMember)
    {
        _text.Build().WriteMember(writer, textMember);
        if (_thinking.Count > 0)
            _thinking.Build().WriteMember(writer, "thinking"u8);
        if (_images.Count > 0)
            WriteImages();
        if (_calls.Count > 0)
            WriteCalls();
    }

    private void WriteImages()
    {
        writer.WriteStartArray("images"u8);
        foreach (var image in _images)
            image.WriteValue(writer);
        writer.WriteEndArray();
    }

    private void WriteCalls()
    {
        writer.WriteStartArray("tool_calls"u8);
        for (var i = 0; i < _calls.Count; i++)
            CallWriter.Write(writer, _calls[i].Call, _calls[i].Call.Id, i, log, _calls[i].Place);
        writer.WriteEndArray();
    }

    private void WriteLogprobs(RawJson logprobs)
    {
        if (LineParts.ListOf(logprobs) is { IsAbsent: false } list)
            list.WriteMember(writer, "logprobs"u8);
    }

    private void Sort(Part part, string place)
    {
        switch (part)
        {
            case TextPart text:
                _text.Add(text.Text);
                if (text.Citations.Count > 0)
                    log.Dropped(place + ".citations");
                break;
            case RefusalPart refusal:
                _text.Add(refusal.Text);
                log.Moved(place + ".refusal", "content");
                break;
            case ReasoningPart reasoning:
                _thinking.Add(reasoning.Text);
                if (!reasoning.RedactedData.IsEmpty)
                    log.DroppedContent(place, "redacted reasoning");
                break;
            case ToolCallPart call:
                _calls.Add((call, place));
                return;
            case MediaPart { Kind: MediaKind.Image, Source: MediaSource.Base64 bytes }:
                _images.Add(bytes.Data);
                break;
            default:
                log.DroppedContent(place, part.GetType().Name);
                break;
        }
        if (part.Signature is not null)
            log.Dropped(place + ".signature");
        part.Extras.Record(log, place);
    }
}
