using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAIChat;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Gemini;

/// <summary>Calls whose arguments come in pieces, as Gemini 3 sends them to whoever asks for <c>streamFunctionCallArguments</c>.</summary>
public sealed class StreamedArgumentsTests
{
    private static readonly string[] Pieces =
    [
        Chunk("""{"functionCall":{"name":"forecast","willContinue":true},"thoughtSignature":"c2ln"}"""),
        Chunk("""{"functionCall":{"partialArgs":[{"jsonPath":"$.place.city","stringValue":"New ","willContinue":true}],"willContinue":true}}"""),
        Chunk("""{"functionCall":{"partialArgs":[{"jsonPath":"$.place.city","stringValue":"\"York\"","willContinue":true}],"willContinue":true}}"""),
        Chunk("""{"functionCall":{"partialArgs":[{"jsonPath":"$.place.city","stringValue":""},{"jsonPath":"$.place['zip code']","nullValue":"NULL_VALUE"}],"willContinue":true}}"""),
        Chunk("""{"functionCall":{"partialArgs":[{"jsonPath":"$.days[0]","numberValue":1.5},{"jsonPath":"$.days[1]","numberValue":2},{"jsonPath":"$.now","boolValue":true}],"willContinue":true}}"""),
        Chunk("""{"functionCall":{}}"""),
    ];

    [Fact]
    public void Pieces_are_one_call_with_increments()
    {
        var events = GeminiWire.Decode([.. Pieces, Last]);
        var start = Assert.Single(events, static chatEvent => chatEvent.Kind == ChatEventKind.ToolCallStart);
        Assert.Equal("forecast", ((ToolCallStart)start.Detail!).Name);
        Assert.Null(((ToolCallStart)start.Detail!).Extras);
        Assert.Equal(
            ["{\"place\":{\"city\":\"New ", "\\\"York\\\"", "\",\"zip code\":null", "},\"days\":[1.5,2],\"now\":true", "}"],
            events.Where(static chatEvent => chatEvent.Kind == ChatEventKind.ToolCallArguments).Select(static chatEvent => chatEvent.Text.ToString()));
        Assert.Equal("c2ln", Assert.Single(events, static chatEvent => chatEvent.Kind == ChatEventKind.Signature).Text.ToString());
    }

    [Fact]
    public void Pieces_become_increments_of_OpenAI_and_one_whole_call_of_Gemini()
    {
        var stream = GeminiWire.Sse([.. Pieces, Last]);
        var openAI = CodecProof.Reencode(GeminiWire.Codec, stream, StreamFraming.ServerSentEvents, OpenAIChatDialect.Instance.Chat);
        Assert.Contains("\"finish_reason\":\"tool_calls\"", openAI, StringComparison.Ordinal);
        var gemini = CodecProof.Reencode(GeminiWire.Codec, stream, StreamFraming.ServerSentEvents, GeminiWire.Codec, asked: new StreamOptions { Framing = StreamFraming.ServerSentEvents });
        Assert.Contains("""{"functionCall":{"name":"forecast","args":{"place":{"city":"New \"York\"","zip code":null},"days":[1.5,2],"now":true}},"thoughtSignature":"c2ln"}""", gemini, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_without_arguments_is_an_empty_object()
    {
        var events = GeminiWire.Decode(Chunk("""{"functionCall":{"name":"now","willContinue":true}}"""), Chunk("""{"functionCall":{}}"""), Last);
        Assert.Equal(["{}"], events.Where(static chatEvent => chatEvent.Kind == ChatEventKind.ToolCallArguments).Select(static chatEvent => chatEvent.Text.ToString()));
    }

    [Fact]
    public void A_call_that_is_open_ends_with_the_next_call_and_with_the_answer()
    {
        var events = GeminiWire.Decode(
            Chunk("""{"functionCall":{"name":"a","partialArgs":[{"jsonPath":"$.x","numberValue":1}],"willContinue":true}}"""),
            Chunk("""{"functionCall":{"name":"b","partialArgs":[{"jsonPath":"$.y","stringValue":"z","willContinue":true}],"willContinue":true}}"""),
            Last);
        var arguments = events.Where(static chatEvent => chatEvent.Kind == ChatEventKind.ToolCallArguments).ToLookup(static chatEvent => chatEvent.Part, static chatEvent => chatEvent.Text.ToString());
        Assert.Equal("""{"x":1}""", string.Concat(arguments[0]));
        Assert.Equal("""{"y":"z"}""", string.Concat(arguments[1]));
    }

    private const string Last = """{"candidates":[{"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":5,"totalTokenCount":8},"modelVersion":"m","responseId":"r"}""";

    private static string Chunk(string part) => $$"""{"candidates":[{"content":{"role":"model","parts":[{{part}}]},"index":0}],"modelVersion":"m","responseId":"r"}""";
}
