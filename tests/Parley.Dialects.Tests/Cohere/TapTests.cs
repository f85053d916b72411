using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;
using static Parley.Dialects.Tests.Cohere.CohereWire;

namespace Parley.Dialects.Tests.Cohere;

public sealed class TapTests
{
    private const string Open = """{"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}""";
    private const string Error = """{"type":"message-end","delta":{"finish_reason":"ERROR","usage":{},"error":"overloaded"}}""";

    [Fact]
    public void Stream_is_prelude_until_the_first_word()
    {
        var tap = Codec.OpenTap(CodecProof.Asked, WireProfile.Default);
        Assert.Equal(TapVerdict.Prelude, tap.Observe(Frame(Start())));
        Assert.Equal(TapVerdict.Prelude, tap.Observe(Frame("""{"type":"debug","prompt":"x"}""")));
        Assert.Equal(TapVerdict.Prelude, tap.Observe(Frame(Open)));
        Assert.Equal(TapVerdict.Prelude, tap.Observe(Frame(Text(""))));
        Assert.Equal(TapVerdict.Semantic, tap.Observe(Frame(Text("say \\\"error\\\""))));
        Assert.Equal(TapVerdict.Semantic, tap.Observe(Frame("""{"type":"content-end","index":0}""")));
        Assert.False(tap.IsComplete);
        Assert.Equal(TapVerdict.Semantic, tap.Observe(Frame(End)));
        Assert.True(tap.IsComplete);
        Assert.Equal((7, 2, 4), (tap.Usage.Input.Tokens, tap.Usage.CacheRead.Tokens, tap.Usage.Output.Tokens));
        Assert.Equal("data: [DONE]\n\n", System.Text.Encoding.UTF8.GetString(tap.MissingEnd.Span));
        Assert.Equal(TapVerdict.End, tap.Observe(new WireFrame(default, "[DONE]"u8.ToArray(), "data: [DONE]\n\n"u8.ToArray())));
        Assert.True(tap.MissingEnd.IsEmpty);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Error_is_a_fault_wherever_it_comes(bool isLate)
    {
        var tap = Codec.OpenTap(CodecProof.Asked, WireProfile.Default);
        if (isLate)
            tap.Observe(Frame(Text("a")));
        Assert.Equal(TapVerdict.Fault, tap.Observe(Frame(Error)));
        Assert.Equal((FaultKind.Overloaded, FaultSource.Provider), (tap.Fault?.Kind, tap.Fault?.Source));
        Assert.False(tap.IsComplete);
    }

    [Fact]
    public void What_cannot_be_read_is_a_fault() =>
        Assert.Equal(TapVerdict.Fault, Codec.OpenTap(CodecProof.Asked, WireProfile.Default).Observe(new WireFrame(default, "<html>"u8.ToArray(), default)));
}
