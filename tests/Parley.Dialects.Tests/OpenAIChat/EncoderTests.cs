using System.Buffers;
using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.OpenAIChat;

public sealed class EncoderTests
{
    private static readonly ReplyStart Start = new() { Id = "r", Model = "m", Created = 5 };

    [Fact]
    public void Text_is_role_pieces_reason_usage_and_done() => Assert.Equal(
        Chunk("""{"role":"assistant","content":"","refusal":null}""")
        + Chunk("""{"content":"Hi"}""")
        + Chunk("""{"content":" \"you\""}""")
        + Chunk("{}", "\"stop\"")
        + """data: {"id":"r","object":"chat.completion.chunk","created":5,"model":"m","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""" + "\n\n"
        + "data: [DONE]\n\n",
        Encode([Of(ChatEventKind.Start, Start), Piece("Hi"), Piece(" \"you\""), Used(3, 2), Finish(FinishReason.Stop), Of(ChatEventKind.End)]));

    [Fact]
    public void Usage_that_was_not_asked_for_is_not_sent() =>
        Assert.DoesNotContain("usage", Encode([Of(ChatEventKind.Start, Start), Piece("a"), Finish(FinishReason.Stop), Used(3, 2), Of(ChatEventKind.End)], new StreamOptions()), StringComparison.Ordinal);

    [Fact]
    public void Usage_nobody_knows_is_estimated() =>
        Assert.Contains("\"prompt_tokens\":7", Encode([Of(ChatEventKind.Start, Start), Piece("a"), Finish(FinishReason.Stop), Of(ChatEventKind.End)]), StringComparison.Ordinal);

    [Fact]
    public void Last_usage_wins_wherever_it_comes()
    {
        var stream = Encode([Of(ChatEventKind.Start, Start), Used(1, 1), Piece("a"), Finish(FinishReason.Stop), Used(9, 8), Of(ChatEventKind.End)]);
        Assert.Equal(1, stream.Split("\"usage\"").Length - 1);
        Assert.Contains("\"total_tokens\":17", stream, StringComparison.Ordinal);
    }

    [Fact]
    public void Interleaved_calls_are_numbered_from_zero_whatever_their_parts() => Assert.Equal(
        Chunk("""{"role":"assistant","content":"","refusal":null}""")
        + Chunk("""{"reasoning_content":"why"}""")
        + Chunk("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}]}""")
        + Chunk("""{"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":""}}]}""")
        + Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"x\":"}}]}""")
        + Chunk("""{"content":"text"}""")
        + Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]}""")
        + Chunk("""{"tool_calls":[{"index":1,"function":{"arguments":"{}"}}]}""")
        + Chunk("{}", "\"tool_calls\"")
        + "data: [DONE]\n\n",
        Encode(
        [
            Of(ChatEventKind.Start, Start),
            new(ChatEventKind.Reasoning, 0, 0, "why"),
            new(ChatEventKind.ToolCallStart, 0, 3, default, new ToolCallStart("a", "f")),
            new(ChatEventKind.ToolCallStart, 0, 7, default, new ToolCallStart("b", "g")),
            new(ChatEventKind.ToolCallArguments, 0, 3, "{\"x\":"),
            new(ChatEventKind.Text, 0, 9, "text"),
            new(ChatEventKind.ToolCallArguments, 0, 3, "1}"),
            Finish(FinishReason.Stop),
            Of(ChatEventKind.End),
        ], new StreamOptions()));

    [Theory]
    [InlineData(FinishReason.Stop, true, "tool_calls")]
    [InlineData(FinishReason.Length, true, "length")]
    [InlineData(FinishReason.ContentFilter, true, "content_filter")]
    [InlineData(FinishReason.ToolCalls, false, "stop")]
    [InlineData(FinishReason.StopSequence, false, "stop")]
    [InlineData(FinishReason.Refusal, false, "content_filter")]
    [InlineData(FinishReason.ContextWindow, false, "length")]
    [InlineData(FinishReason.Paused, false, "length")]
    [InlineData(FinishReason.Paused, true, "tool_calls")]
    [InlineData(FinishReason.Unknown, false, "stop")]
    public void Reason_follows_from_what_was_sent(FinishReason reason, bool calls, string word)
    {
        List<ChatEvent> events = [Of(ChatEventKind.Start, Start), Finish(reason), Of(ChatEventKind.End)];
        if (calls)
            events.Insert(1, new(ChatEventKind.ToolCallStart, 0, 0, default, new ToolCallStart("a", "f")));
        Assert.Contains($"\"finish_reason\":\"{word}\"", Encode(events), StringComparison.Ordinal);
    }

    [Fact]
    public void Second_choice_has_a_role_of_its_own()
    {
        var stream = Encode(
            [Of(ChatEventKind.Start, Start), Piece("a"), new(ChatEventKind.Text, 1, 0, "b"), Finish(FinishReason.Stop), Of(ChatEventKind.Finish, new Finish(FinishReason.Length), 1), Of(ChatEventKind.End)],
            new StreamOptions());
        Assert.Equal(2, stream.Split("\"role\"").Length - 1);
        Assert.Contains("""{"index":1,"delta":{},"logprobs":null,"finish_reason":"length"}""", stream, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_that_says_nothing_takes_what_the_engine_knows() =>
        Assert.Contains("""{"id":"reply_1","object":"chat.completion.chunk","created":1700000000,"model":"model",""", Encode([Of(ChatEventKind.Start, new ReplyStart()), Finish(FinishReason.Stop), Of(ChatEventKind.End)]), StringComparison.Ordinal);

    [Fact]
    public void Fault_first_is_the_only_thing_written() => Assert.Equal(
        """data: {"error":{"message":"gone","type":"timeout_error","param":null,"code":"idle_timeout","source":"gateway"},"choices":null}""" + "\n\n",
        Encode([Of(ChatEventKind.Fault, new Fault(FaultKind.IdleTimeout, "gone"))]));

    [Fact]
    public void Keepalive_is_a_comment()
    {
        var output = new ArrayBufferWriter<byte>();
        OpenAI.Codec.OpenEncoder(new StreamOptions(), new ConversionLog()).WriteKeepAlive(output);
        Assert.Equal(": keepalive\n\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void What_has_no_place_is_recorded()
    {
        var log = new ConversionLog();
        var extras = new Extras("gemini");
        extras.Add("x", RawJson.Parse("1"));
        CodecProof.Encode(OpenAI.Codec,
        [
            Of(ChatEventKind.Start, Start with { Dialect = "gemini", Extras = extras }),
            Of(ChatEventKind.Opaque, new OpaquePart("gemini", "executableCode", RawJson.Parse("{}"))),
            new(ChatEventKind.RedactedReasoning, 0, 0, "zzz"),
            Of(ChatEventKind.Extras, extras),
            Of(ChatEventKind.Citation, new Citation { Dialect = "gemini", Title = "page 3" }),
            Of(ChatEventKind.Finish, new Finish(FinishReason.StopSequence) { StopSequence = "END" }),
            Of(ChatEventKind.End),
        ], log);
        Assert.Equal(
            ["Dropped x", "Dropped choices[0].message", "Dropped choices[0].message", "Dropped choices[0].x", "Dropped choices[0].message.citations", "Moved choices[0].stop_sequence"],
            OpenAI.Entries(log));
    }

    [Fact]
    public void Stream_of_the_dialect_survives() => CodecProof.StreamSurvives(
        OpenAI.Codec,
        OpenAI.Stream(
            OpenAI.Chunk("""{"role":"assistant","content":"","reasoning_content":"w","channel":"final"}""", rest: ""","provider":"x" """),
            OpenAI.Chunk("""{"content":"a"}"""),
            OpenAI.Chunk("""{"annotations":[{"type":"url_citation","url_citation":{"url":"u","title":"t","start_index":0,"end_index":1}}]}"""),
            OpenAI.Chunk("""{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}"""),
            OpenAI.Chunk("{}", "\"tool_calls\"", ""","usage":{"prompt_tokens":5,"completion_tokens":4,"total_tokens":9,"prompt_tokens_details":{"cached_tokens":2}},"time_info":{"a":1}""")) + "data: [DONE]\n\n",
        StreamFraming.ServerSentEvents, OpenAI.Codec, StreamFraming.ServerSentEvents);

    [Theory]
    [InlineData("""{"reasoning":"why"}""")]
    [InlineData("""{"reasoning_content":"why"}""")]
    [InlineData("""{"reasoning":"why","reasoning_content":"why"}""")]
    public void Thoughts_keep_the_name_that_they_had(string delta)
    {
        var stream = OpenAI.Stream(OpenAI.Chunk(delta), OpenAI.Chunk("""{"content":"a"}""", "\"stop\"")) + "data: [DONE]\n\n";
        Assert.Contains($"\"delta\":{delta}", CodecProof.Reencode(OpenAI.Codec, stream, StreamFraming.ServerSentEvents, OpenAI.Codec), StringComparison.Ordinal);
    }

    private static string Encode(IEnumerable<ChatEvent> events, StreamOptions? asked = null) => CodecProof.Encode(OpenAI.Codec, events, asked: asked);

    private static string Chunk(string delta, string finish = "null") =>
        $$"""data: {"id":"r","object":"chat.completion.chunk","created":5,"model":"m","choices":[{"index":0,"delta":{{delta}},"logprobs":null,"finish_reason":{{finish}}}]}""" + "\n\n";

    private static ChatEvent Of(ChatEventKind kind, object? detail = null, int choice = 0) => ChatEvent.Of(kind, detail, choice);

    private static ChatEvent Piece(string text) => new(ChatEventKind.Text, 0, 0, text);

    private static ChatEvent Finish(FinishReason reason) => ChatEvent.Of(ChatEventKind.Finish, new Finish(reason));

    private static ChatEvent Used(long input, long output) => ChatEvent.Of(ChatEventKind.Usage, new Usage { Input = TokenCount.Exact(input), Output = TokenCount.Exact(output) });
}
