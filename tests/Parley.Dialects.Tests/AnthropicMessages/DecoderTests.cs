using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.AnthropicMessages;

public sealed class DecoderTests
{
    private static readonly string Fixtures = Path.Combine(AppContext.BaseDirectory, "fixtures", "anthropic");

    private static string Everything => File.ReadAllText(Path.Combine(Fixtures, "everything.sse"));

    [Fact]
    public void Stream_folds_into_the_unary_reply_wherever_it_is_cut() =>
        CodecProof.FoldEqualsUnary(Room.Codec, Everything, File.ReadAllText(Path.Combine(Fixtures, "everything.json")));

    [Fact]
    public void Stream_written_again_folds_into_the_same_reply()
    {
        var encoded = CodecProof.Reencode(Room.Codec, Everything, StreamFraming.ServerSentEvents, Room.Codec);
        CodecProof.FoldEqualsUnary(Room.Codec, encoded, File.ReadAllText(Path.Combine(Fixtures, "everything.json")));
        CodecProof.StreamSurvives(Room.Codec, Everything, StreamFraming.ServerSentEvents, Room.Codec, StreamFraming.ServerSentEvents);
    }

    [Fact]
    public void Usage_of_the_end_replaces_the_forecast()
    {
        var usages = Events(Everything).Where(static chatEvent => chatEvent.Kind == ChatEventKind.Usage).Select(static chatEvent => (Usage)chatEvent.Detail!).ToList();
        Assert.Equal([100L, 120L], usages.Select(static usage => usage.Input.Tokens));
        Assert.Equal([3L, 0L], usages.Select(static usage => usage.CacheRead.Tokens));
        Assert.Equal(30, usages[1].Output.Tokens);
    }

    [Theory]
    [InlineData("""{"type":"tool_use","id":"a","name":"","input":{}}""")]
    [InlineData("""{"type":"tool_use","id":"a","input":{}}""")]
    public void Call_without_a_name_is_read_neither_whole_nor_streamed(string block)
    {
        Assert.Throws<WireFormatException>(() => Room.Codec.ReadReply(CodecProof.Reply($$"""{"type":"message","content":[{{block}}]}"""), WireProfile.Default));
        Assert.Throws<WireFormatException>(() => Events($$"""data: {"type":"content_block_start","index":0,"content_block":{{block}}}""" + "\n\n"));
    }

    [Fact]
    public void Stream_cut_short_is_a_fault_of_the_provider_never_an_end()
    {
        var cut = Everything[..Everything.IndexOf("event: message_stop", StringComparison.Ordinal)];
        var folded = StreamFold.Once(Room.Codec, Encoding.UTF8.GetBytes(cut));
        Assert.Equal(FaultKind.MalformedReply, folded.Fault!.Kind);
        Assert.Equal(FaultSource.Provider, folded.Fault.Source);
    }

    [Fact]
    public void Server_that_ends_without_message_stop_is_complete_after_its_reason()
    {
        var cut = Everything[..Everything.IndexOf("event: message_stop", StringComparison.Ordinal)];
        Assert.NotNull(StreamFold.Once(Room.Codec, Encoding.UTF8.GetBytes(cut), profile: new WireProfile { EndsWithoutDone = true }).Whole);
    }

    [Theory]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_1"}""", FaultKind.Overloaded, 529)]
    [InlineData("""{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 tokens > 8 maximum"}}""", FaultKind.ContextLength, 400)]
    [InlineData("""{"error":{"message":"boom"}}""", FaultKind.Upstream, 500)]
    public void Error_event_is_a_fault_and_the_last_word(string data, FaultKind kind, int status)
    {
        var events = Events($"event: error\ndata: {data}\n\nevent: message_stop\ndata: {{\"type\":\"message_stop\"}}\n\n");
        var fault = Assert.IsType<Fault>(Assert.Single(events).Detail);
        Assert.Equal((kind, status, FaultSource.Provider), (fault.Kind, fault.Status, fault.Source));
    }

    [Fact]
    public void Unknown_events_pings_and_a_foreign_terminator_are_passed_over() => Assert.Equal(
        [ChatEventKind.Start, ChatEventKind.Finish, ChatEventKind.End],
        Events("data: {\"type\":\"message_start\",\"message\":{\"id\":\"a\"}}\n\nevent: new_event\ndata: {\"x\":1}\n\nevent: ping\ndata: {}\n\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}\n\ndata: {\"type\":\"message_stop\"}\n\ndata: [DONE]\n\n")
            .Select(static chatEvent => chatEvent.Kind));

    [Fact]
    public void Imitators_may_put_whole_blocks_into_the_start_and_forget_the_start()
    {
        var reply = StreamFold.Once(Room.Codec, Encoding.UTF8.GetBytes("""
            data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"a","name":"f","input":{"x":1}}}

            data: {"type":"content_block_stop","index":0}

            data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hi"}}

            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}

            data: {"type":"message_stop"}


            """)).Whole;
        Assert.Equal("{\"x\":1}", Assert.IsType<ToolCallPart>(reply.Choices[0].Parts[0]).Arguments.ToString());
        Assert.Equal("Hi", Assert.IsType<TextPart>(reply.Choices[0].Parts[1]).Text.ToString());
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("[1]")]
    [InlineData("{\"type\":")]
    public void Garbage_cannot_be_read(string data) => Assert.Throws<WireFormatException>(() => Events($"data: {data}\n\n"));

    [Fact]
    public void Pieces_of_text_allocate_nothing()
    {
        var decoder = Room.Codec.OpenDecoder(WireProfile.Default);
        var events = new List<ChatEvent>(4);
        var start = Frame("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""");
        var delta = Frame("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello \"wörld\"\n"}}""");
        decoder.Decode(start, events);
        decoder.Decode(delta, events);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            events.Clear();
            decoder.Decode(delta, events);
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    private static WireFrame Frame(string name, string data) => new(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data), default);

    private static List<ChatEvent> Events(string stream)
    {
        var decoder = Room.Codec.OpenDecoder(WireProfile.Default);
        var events = new List<ChatEvent>();
        foreach (var frame in Frames.Read(stream, StreamFraming.ServerSentEvents))
            decoder.Decode(Frame(frame.Event, frame.Data), events);
        if (!events.Exists(static chatEvent => chatEvent.Kind == ChatEventKind.Fault))
            decoder.Complete(events);
        return events;
    }
}
