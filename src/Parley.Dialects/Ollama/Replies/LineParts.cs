using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>The parts within a line that are lists, for whole replies and streams.</summary>
internal static class LineParts
{
    /// <summary>Appends the tool calls of a line.</summary>
    public static void ReadCalls(in Line line, string replyId, int ordinal, List<ToolCallPart> calls)
    {
        if (line.ToolCalls.IsAbsent)
            return;
        var reader = line.ToolCalls.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                calls.Add(CallReader.Read(ref reader, line.ToolCalls.Utf8, replyId, ordinal + calls.Count, takesText: true));
            else
                reader.Skip();
        }
    }

    /// <summary>Appends the images of a line.</summary>
    public static void ReadImages(in Line line, List<MediaPart> images)
    {
        if (line.Images.IsAbsent)
            return;
        var reader = line.Images.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                reader.Skip();
                continue;
            }
            var data = JsonScan.ReadText(ref reader, line.Images.Utf8);
            images.Add(new MediaPart(MediaKind.Image, new MediaSource.Base64(data)) { MediaType = ImageScan.MediaTypeOf(data) });
        }
    }

    /// <summary>The log probabilities of a line in OpenAI's shape; absent without any.</summary>
    public static RawJson ReadLogprobs(in Line line)
    {
        if (line.Logprobs.IsAbsent)
            return default;
        var shaped = new ArrayBufferWriter<byte>(line.Logprobs.Utf8.Length + 16);
        shaped.Write("{\"content\":"u8);
        shaped.Write(line.Logprobs.Utf8.Span);
        shaped.Write("}"u8);
        return new RawJson(shaped.WrittenMemory);
    }

    /// <summary>Ollama's list of log probabilities within OpenAI's shape; absent without one.</summary>
    public static RawJson ListOf(RawJson logprobs)
    {
        if (logprobs.Kind != JsonValueKind.Object)
            return default;
        var members = new JsonMembers(logprobs.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("content"u8) && value.Kind == JsonValueKind.Array)
                return value;
        }
        return default;
    }

    /// <summary>What tells answers apart, for the ids of calls that have none.</summary>
    public static string ReplyIdOf(in Line line) => $"{line.Model.ToString()}\n{line.CreatedAt.ToString()}";
}
