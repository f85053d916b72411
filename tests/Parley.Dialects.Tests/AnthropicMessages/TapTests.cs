using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.AnthropicMessages;

public sealed class TapTests
{
    private static string Everything => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "anthropic", "everything.sse"));

    [Fact]
    public void Tap_and_decoder_agree_on_the_usage()
    {
        var tap = Observe(Everything, out var verdicts);
        var decoded = StreamFold.Once(Room.Codec, Encoding.UTF8.GetBytes(Everything)).Whole;
        Assert.Equal(decoded.Usage with { Extras = null }, tap.Usage with { Extras = null });
        Assert.True(tap.IsComplete);
        Assert.Equal([TapVerdict.Prelude, TapVerdict.Prelude, TapVerdict.Prelude, TapVerdict.Semantic], verdicts.Take(4));
        Assert.Equal(TapVerdict.End, verdicts[^1]);
        Assert.All(verdicts.Skip(3).SkipLast(1), static verdict => Assert.Equal(TapVerdict.Semantic, verdict));
    }

    [Theory]
    [InlineData("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type": "text", "text": ""}}""", TapVerdict.Prelude)]
    [InlineData("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"a","name":"f","input":{}}}""", TapVerdict.Semantic)]
    [InlineData("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":""}}""", TapVerdict.Prelude)]
    [InlineData("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"x"}}""", TapVerdict.Prelude)]
    [InlineData("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"x"}}""", TapVerdict.Semantic)]
    [InlineData("", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"x"}}""", TapVerdict.Semantic)]
    [InlineData("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":1}}""", TapVerdict.Semantic)]
    [InlineData("ping", """{"type":"ping"}""", TapVerdict.Prelude)]
    [InlineData("", "", TapVerdict.Prelude)]
    public void First_frame_is_semantic_only_if_a_caller_can_see_it(string name, string data, TapVerdict verdict) =>
        Assert.Equal(verdict, Room.Codec.OpenTap(CodecProof.Asked, WireProfile.Default).Observe(Frame(name, data)));

    [Fact]
    public void Error_frame_is_a_fault_and_not_complete()
    {
        var tap = Observe("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow\"}}\n\n", out var verdicts);
        Assert.Equal([TapVerdict.Fault], verdicts);
        Assert.Equal(FaultKind.RateLimit, tap.Fault!.Kind);
        Assert.False(tap.IsComplete);
    }

    [Fact]
    public void Pieces_of_text_allocate_nothing()
    {
        var tap = Room.Codec.OpenTap(CodecProof.Asked, WireProfile.Default);
        var delta = Frame("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"x"}}""");
        tap.Observe(delta);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            tap.Observe(delta);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500);
    }

    private static IStreamTap Observe(string stream, out List<TapVerdict> verdicts)
    {
        var tap = Room.Codec.OpenTap(CodecProof.Asked, WireProfile.Default);
        verdicts = [];
        foreach (var frame in Frames.Read(stream, StreamFraming.ServerSentEvents))
            verdicts.Add(tap.Observe(Frame(frame.Event, frame.Data)));
        return tap;
    }

    private static WireFrame Frame(string name, string data) => new(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data), default);
}
