using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>Reads a whole reply.</summary>
internal static class ReplyReader
{
    /// <summary>Reads the body.</summary>
    /// <exception cref="WireFormatException">It is not a reply of Ollama.</exception>
    public static ChatReply Read(ReadOnlyMemory<byte> body, OllamaRoute route)
    {
        var line = ReadLine(body, route);
        var calls = new List<ToolCallPart>();
        LineParts.ReadCalls(line, LineParts.ReplyIdOf(line), 0, calls);
        return new ChatReply
        {
            Model = line.Model.IsEmpty ? null : line.Model.ToString(),
            Created = line.CreatedAt.IsAbsent ? null : Timestamp.Read(line.CreatedAt.AsText().ToString()),
            Choices = [new Choice(0, PartsOf(line, calls), FinishWords.Read(line.DoneReason, calls.Count > 0)) { Logprobs = LineParts.ReadLogprobs(line), Extras = line.Closing }],
            Usage = line.ReadUsage(),
            Dialect = DialectNames.Ollama,
            Extras = line.Extras,
        };
    }

    /// <summary>Reads the usage alone.</summary>
    /// <exception cref="WireFormatException">It is not a reply of Ollama.</exception>
    public static Usage ReadUsage(ReadOnlyMemory<byte> body, OllamaRoute route) => ReadLine(body, route) is { Done: true } line ? line.ReadUsage() : Usage.Unknown;

    private static Line ReadLine(ReadOnlyMemory<byte> body, OllamaRoute route)
    {
        var line = LineReader.Read(body, route);
        return line.IsReply ? line : throw new WireFormatException("", "The reply has neither an answer nor the member done.");
    }

    private static List<Part> PartsOf(in Line line, List<ToolCallPart> calls)
    {
        var parts = new List<Part>(2 + calls.Count);
        if (!line.Thinking.IsEmpty)
            parts.Add(new ReasoningPart(line.Thinking));
        if (!line.Content.IsEmpty)
            parts.Add(new TextPart(line.Content));
        var images = new List<MediaPart>();
        LineParts.ReadImages(line, images);
        parts.AddRange(images);
        parts.AddRange(calls);
        return parts;
    }
}
