using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Parley.Dialects.Conversation;
using Parley.Dialects.Ollama;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Ollama;

/// <summary>Literal wire text in, literal wire text out.</summary>
internal static class OllamaWire
{
    public static IChatCodec Chat { get; } = OllamaDialect.Instance.Chat;

    public static IChatCodec Generate { get; } = (IChatCodec)OllamaDialect.Instance.Operations[1].Codec;

    /// <summary>2023-11-14T22:13:20Z.</summary>
    public static StreamOptions Asked { get; } = new() { Model = "llama3", Created = 1_700_000_000, ReplyId = "reply-1", EstimatedInputTokens = 11 };

    public static WireRequest Request(string body) => new("/api/chat", "", WireHeaders.None, Encoding.UTF8.GetBytes(body));

    public static WireReply Reply(string body, int status = 200, params KeyValuePair<string, string>[] headers) => new(status, new WireHeaders(headers), Encoding.UTF8.GetBytes(body));

    public static WireFrame Frame(string line)
    {
        var data = Encoding.UTF8.GetBytes(line);
        return new WireFrame(default, data, (byte[])[.. data, (byte)'\n']);
    }

    public static ChatRequest Read(this IChatCodec codec, string body) => codec.ReadRequest(Request(body));

    public static string Write(this IChatCodec codec, ChatRequest request, ConversionLog log)
    {
        var output = new ArrayBufferWriter<byte>();
        codec.WriteRequest(request, WireProfile.Default, log, new WireRequestWriter(output));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static string WriteReply(this IChatCodec codec, ChatReply reply, ConversionLog log)
    {
        var output = new ArrayBufferWriter<byte>();
        codec.WriteReply(reply, Asked, log, new WireReplyWriter(output));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>The events of lines, the end included.</summary>
    public static List<ChatEvent> Decode(this IChatCodec codec, params string[] lines)
    {
        var decoder = codec.OpenDecoder(WireProfile.Default);
        var events = new List<ChatEvent>();
        foreach (var line in lines)
            decoder.Decode(Frame(line), events);
        decoder.Complete(events);
        return events;
    }

    /// <summary>The lines of events, the last one included.</summary>
    public static string[] Encode(this IChatCodec codec, ConversionLog log, params IEnumerable<ChatEvent> events)
    {
        var encoder = codec.OpenEncoder(Asked, log);
        var output = new ArrayBufferWriter<byte>();
        foreach (var chatEvent in events)
            encoder.Encode(chatEvent, output);
        encoder.WriteEnd(output);
        return Lines(output);
    }

    public static string[] Lines(ArrayBufferWriter<byte> output)
    {
        var text = Encoding.UTF8.GetString(output.WrittenSpan);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return text[..^1].Split('\n');
    }

    /// <summary>Compares as JSON, without regard to the order of members.</summary>
    public static void AssertSame(string expected, string actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), $"expected {expected}\nactual   {actual}");

    public static void AssertLog(ConversionLog log, params string[] expected) =>
        Assert.Equal(expected, log.Entries.Select(entry => $"{entry.Category} {entry.Field}: {entry.OldValue} -> {entry.NewValue}"));
}
