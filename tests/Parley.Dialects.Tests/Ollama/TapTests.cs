using Parley.Dialects.Conversation;
using static Parley.Dialects.Tests.Ollama.OllamaWire;

namespace Parley.Dialects.Tests.Ollama;

public sealed class TapTests
{
    private const string Last = """{"model":"m","created_at":"2023-11-14T22:13:21.5Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":3,"eval_count":4}""";

    private static string Line(string message) => $$"""{"model":"m","message":{"role":"assistant",{{message}}},"done":false}""";

    [Fact]
    public void Empty_lines_before_the_first_word_are_prelude_and_then_all_is_semantic()
    {
        var tap = Chat.OpenTap(Asked, WireProfile.Default);
        Assert.Equal(TapVerdict.Prelude, tap.Observe(Frame(Line("\"content\":\"\""))));
        Assert.Equal(TapVerdict.Prelude, tap.Observe(Frame(" ")));
        Assert.Equal(TapVerdict.Semantic, tap.Observe(Frame(Line("\"content\":\"\",\"thinking\":\"Hm\""))));
        Assert.Equal(TapVerdict.Semantic, tap.Observe(Frame(Line("\"content\":\"\""))));
        Assert.False(tap.IsComplete);
    }

    [Fact]
    public void The_last_line_ends_it_and_brings_the_usage_of_the_decoder()
    {
        var tap = Chat.OpenTap(Asked, WireProfile.Default);
        tap.Observe(Frame(Line("\"content\":\"a\"")));
        Assert.Equal(TapVerdict.End, tap.Observe(Frame(Last)));
        Assert.True(tap.IsComplete);
        var decoded = (Usage)Chat.Decode(Last).Single(chatEvent => chatEvent.Kind == ChatEventKind.Usage).Detail!;
        Assert.Equal((decoded.Input, decoded.Output), (tap.Usage.Input, tap.Usage.Output));
    }

    [Fact]
    public void Other_white_space_is_read_all_the_same()
    {
        var tap = Chat.OpenTap(Asked, WireProfile.Default);
        Assert.Equal(TapVerdict.Semantic, tap.Observe(Frame("""{ "message" : { "content" : "a" } , "done" : false }""")));
        Assert.Equal(TapVerdict.Semantic, tap.Observe(Frame("""{ "message" : { "content" : "" } , "done" : false }""")));
        Assert.Equal(TapVerdict.End, tap.Observe(Frame("""{ "message" : { "content" : "" } , "done" : true }""")));
    }

    [Fact]
    public void A_text_that_speaks_of_the_end_is_not_the_end()
    {
        var tap = Chat.OpenTap(Asked, WireProfile.Default);
        Assert.Equal(TapVerdict.Semantic, tap.Observe(Frame(Line("\"content\":\"{\\\"done\\\":true,\\\"error\\\":1}\""))));
        Assert.Equal(TapVerdict.Semantic, tap.Observe(Frame(Line("\"content\":\"{\\\"done\\\":true,\\\"error\\\":1}\""))));
        Assert.Null(tap.Fault);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_error_line_is_a_fault_wherever_it_comes(bool isLate)
    {
        var tap = Chat.OpenTap(Asked, WireProfile.Default);
        if (isLate)
            tap.Observe(Frame(Line("\"content\":\"a\"")));
        Assert.Equal(TapVerdict.Fault, tap.Observe(Frame("""{"error":"server busy, please try again"}""")));
        Assert.Equal((FaultKind.Overloaded, FaultSource.Provider), (tap.Fault?.Kind, tap.Fault?.Source));
        Assert.False(tap.IsComplete);
    }

    [Fact]
    public void A_line_of_text_allocates_nothing()
    {
        var tap = Chat.OpenTap(Asked, WireProfile.Default);
        var frame = Frame(Line("\"content\":\"a\""));
        tap.Observe(frame);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            tap.Observe(frame);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
