using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Plain;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Plain;

internal static class PlainWire
{
    public static IChatCodec Codec { get; } = PlainDialect.Instance.Chat;

    /// <summary>Nothing asked that a reply would be completed by.</summary>
    public static StreamOptions Nothing { get; } = new();

    public static WireRequest Request(string body) => new("/v1/conversation", "", WireHeaders.None, Encoding.UTF8.GetBytes(body));

    public static ChatRequest Read(string body) => Codec.ReadRequest(Request(body));

    /// <summary>Reads a request whose only message is given.</summary>
    public static Message ReadMessage(string message) => Assert.Single(Read($$"""{"model":"m","messages":[{{message}}]}""").Messages);

    public static ChatRequest Again(ChatRequest request) => Codec.ReadRequest(new WireRequest("/v1/conversation", "", WireHeaders.None, CodecProof.WriteRequest(Codec, request).Body));

    public static ChatReply Again(ChatReply reply) => Codec.ReadReply(new WireReply(200, WireHeaders.None, CodecProof.WriteReply(Codec, reply, Nothing).Body), WireProfile.Default);

    /// <summary>A stream of these events, each named by its type.</summary>
    public static string Stream(params IEnumerable<string> events) => string.Concat(events.Select(Event));

    public static string Event(string data)
    {
        var start = data.IndexOf("\"type\":\"", StringComparison.Ordinal) + 8;
        return $"event: {data[start..data.IndexOf('"', start)]}\ndata: {data}\n\n";
    }
}
