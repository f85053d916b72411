using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Gemini;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Gemini;

/// <summary>What the tests of this room share.</summary>
internal static class GeminiWire
{
    public const string Path = "/v1beta/models/gemini-2.5-flash:generateContent";
    public const string StreamPath = "/v1beta/models/gemini-2.5-flash:streamGenerateContent";

    public static IChatCodec Codec { get; } = GeminiDialect.Instance.Chat;

    public static WireRequest Request(string body, string path = Path, string query = "") => new(path, query, WireHeaders.None, Encoding.UTF8.GetBytes(body));

    public static ChatRequest Read(string body) => Codec.ReadRequest(Request(body));

    public static void AssertRequest(string expected, Written written, params ConversionEntry[] log)
    {
        Assert.Null(JsonDiff.First(expected, written.Text, nullIsAbsent: false));
        Assert.Equal(log, written.Log.Entries);
    }

    /// <summary>A stream of events with these payloads.</summary>
    public static string Sse(params IEnumerable<string> chunks) => string.Concat(chunks.Select(static chunk => $"data: {chunk}\r\n\r\n"));

    /// <summary>The payloads of a stream of events.</summary>
    public static List<string> Chunks(string sse) => [.. Frames.Read(sse, StreamFraming.ServerSentEvents).Where(static frame => frame.Data.Length > 0).Select(static frame => frame.Data)];

    public static List<ChatEvent> Decode(params IEnumerable<string> chunks)
    {
        var decoder = Codec.OpenDecoder(WireProfile.Default);
        var events = new List<ChatEvent>();
        foreach (var chunk in chunks)
            decoder.Decode(Frame(chunk), events);
        decoder.Complete(events);
        return events;
    }

    public static WireFrame Frame(string chunk)
    {
        var bytes = Encoding.UTF8.GetBytes(chunk);
        return new WireFrame(default, bytes, bytes);
    }

    public static ChatRequest Ask(params IReadOnlyList<Part> parts) => new() { Model = "gemini-2.5-flash", Messages = [new Message(Role.User, parts)] };
}
