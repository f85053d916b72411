using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.OpenAIChat;

public sealed class TapTests
{
    private const string Usage = """{"id":"r","choices": [ ],"usage":{"prompt_tokens":9,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":2}}}""";
    private static readonly string Role = OpenAI.Chunk("""{"role":"assistant","content":""}""");
    private static readonly string Text = OpenAI.Chunk("""{"content":"say \"usage\" and \"error\""}""");
    private static readonly string Stop = OpenAI.Chunk("{}", "\"stop\"");

    [Fact]
    public void Plain_stream_with_usage_nobody_asked_for()
    {
        var tap = OpenAI.Codec.OpenTap(new StreamOptions(), WireProfile.Default);
        Assert.Equal(
            [TapVerdict.Prelude, TapVerdict.Semantic, TapVerdict.Semantic, TapVerdict.Semantic, TapVerdict.Drop, TapVerdict.End],
            Observe(tap, OpenAI.Stream(Role, Text, Text, Stop, Usage, "[DONE]")));
        Assert.Equal((7, 2, 4), (tap.Usage.Input.Tokens, tap.Usage.CacheRead.Tokens, tap.Usage.Output.Tokens));
        Assert.True(tap.IsComplete);
    }

    [Theory]
    [InlineData("[DONE]")]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":9}}""", "[DONE]")]
    public void End_without_choices_is_not_complete(params string[] payloads)
    {
        var tap = OpenAI.Codec.OpenTap(new StreamOptions(), WireProfile.Default);
        Assert.Equal(TapVerdict.End, Observe(tap, OpenAI.Stream(payloads))[^1]);
        Assert.False(tap.IsComplete);
        Assert.Equal(FaultKind.MalformedReply, OpenAI.Fold(OpenAI.Stream(payloads)).Fault?.Kind);
    }

    [Fact]
    public void Usage_that_was_asked_for_passes()
    {
        var tap = OpenAI.Codec.OpenTap(new StreamOptions(IncludeUsage: true), WireProfile.Default);
        Assert.Equal([TapVerdict.Prelude, TapVerdict.Semantic, TapVerdict.Semantic], Observe(tap, OpenAI.Stream(Role, Stop, Usage)));
        Assert.True(tap.IsComplete);
    }

    [Fact]
    public void Usage_on_the_last_choice_is_read_and_passes()
    {
        var tap = OpenAI.Codec.OpenTap(new StreamOptions(), WireProfile.Default);
        Assert.Equal([TapVerdict.Semantic], Observe(tap, OpenAI.Stream(OpenAI.Chunk("""{"content":"a"}""", "\"stop\"", ""","usage":{"prompt_tokens":9,"completion_tokens":4}"""))));
        Assert.Equal(9, tap.Usage.TotalInput);
    }

    [Fact]
    public void Comments_and_empty_chunks_are_prelude()
    {
        var tap = OpenAI.Codec.OpenTap(new StreamOptions(), WireProfile.Default);
        Assert.All(Observe(tap, ": OPENROUTER PROCESSING\n\n" + OpenAI.Stream("""{"choices":[],"id":"","prompt_filter_results":[]}""", Role)), static verdict => Assert.Equal(TapVerdict.Prelude, verdict));
        Assert.False(tap.IsComplete);
    }

    [Theory]
    [InlineData("data: {\"error\":{\"message\":\"x\",\"code\":429}}\n\n", FaultKind.RateLimit)]
    [InlineData("event: error\ndata: {\"error\":{\"message\":\"x\",\"status_code\":503}}\n\n", FaultKind.Overloaded)]
    [InlineData("error: {\"code\":500,\"message\":\"x\"}\n\n", FaultKind.Upstream)]
    [InlineData("data: <html>\n\n", FaultKind.MalformedReply)]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":tru}}]}\n\n", FaultKind.MalformedReply)]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}\n\n", FaultKind.MalformedReply)]
    [InlineData("data: {\"message\":\"x\",\"code\":\"rate_limit_exceeded\"}\n\n", FaultKind.RateLimit)]
    public void Error_is_seen_before_and_after_the_first_text(string frame, FaultKind kind)
    {
        foreach (var before in new[] { "", OpenAI.Stream(Text) })
        {
            var tap = OpenAI.Codec.OpenTap(new StreamOptions(), WireProfile.Default);
            Assert.Equal(TapVerdict.Fault, Observe(tap, before + frame)[^1]);
            Assert.Equal(kind, tap.Fault!.Kind);
        }
    }

    [Fact]
    public void Text_alone_is_not_complete()
    {
        var tap = OpenAI.Codec.OpenTap(new StreamOptions(), WireProfile.Default);
        Observe(tap, OpenAI.Stream(Role, Text));
        Assert.False(tap.IsComplete);
    }

    private static List<TapVerdict> Observe(IStreamTap tap, string stream)
    {
        var verdicts = new List<TapVerdict>();
        using var reader = FrameReaders.Create(StreamFraming.ServerSentEvents);
        Frames.Feed(reader, System.Text.Encoding.UTF8.GetBytes(stream), Cutting.Whole, frame => verdicts.Add(tap.Observe(frame)));
        return verdicts;
    }
}
