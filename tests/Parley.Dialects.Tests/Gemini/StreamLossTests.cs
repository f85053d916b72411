using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Gemini;

public sealed class StreamLossTests
{
    [Fact]
    public void Feedback_with_ratings_alone_does_not_take_the_finish_away()
    {
        var written = Again("""{"candidates":[{"finishReason":"SAFETY","index":0}],"promptFeedback":{"safetyRatings":[{"category":"HARM_CATEGORY_HARASSMENT","probability":"HIGH"}]},"usageMetadata":{"promptTokenCount":3,"totalTokenCount":3},"modelVersion":"m","responseId":"r"}""");
        Assert.Contains("\"finishReason\":\"SAFETY\"", written, StringComparison.Ordinal);
        Assert.Contains("\"promptFeedback\":{\"safetyRatings\"", written, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_members_of_a_later_chunk_are_written_again()
    {
        var written = Again(
            """{"candidates":[{"content":{"role":"model","parts":[{"text":"Hi"}]},"index":0}],"newest":{"a":1},"modelVersion":"m","responseId":"r"}""",
            """{"candidates":[{"finishReason":"STOP","index":0}],"newest":{"a":2},"later":[1],"usageMetadata":{"promptTokenCount":3,"totalTokenCount":3},"modelVersion":"m","responseId":"r"}""");
        Assert.Contains("\"newest\":{\"a\":2},\"later\":[1]", written, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_that_breaks_has_cost_what_its_last_chunk_said()
    {
        var events = GeminiWire.Decode(
            """{"candidates":[{"content":{"role":"model","parts":[{"text":"H"}]},"index":0}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":1,"totalTokenCount":4},"modelVersion":"m","responseId":"r"}""",
            """{"candidates":[{"content":{"role":"model","parts":[{"text":"i"}]},"index":0}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":9,"totalTokenCount":12},"modelVersion":"m","responseId":"r"}""",
            """{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}""");
        Assert.Equal(ChatEventKind.Fault, events[^1].Kind);
        Assert.Equal(9, ((Usage)events.FindLast(static chatEvent => chatEvent.Kind == ChatEventKind.Usage).Detail!).Output.Tokens);
    }

    [Fact]
    public void An_error_that_is_null_is_none()
    {
        var events = GeminiWire.Decode("""{"error":null,"candidates":[{"content":{"role":"model","parts":[{"text":"Hi"}]},"finishReason":"STOP","index":0}],"modelVersion":"m","responseId":"r"}""");
        Assert.Equal(ChatEventKind.Start, events[0].Kind);
        Assert.Equal(ChatEventKind.End, events[^1].Kind);
    }

    private static string Again(params IEnumerable<string> chunks) => CodecProof.Reencode(
        GeminiWire.Codec, GeminiWire.Sse(chunks), StreamFraming.ServerSentEvents, GeminiWire.Codec, asked: new StreamOptions { Framing = StreamFraming.ServerSentEvents });
}
