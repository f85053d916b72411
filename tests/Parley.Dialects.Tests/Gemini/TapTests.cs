using Parley.Dialects.Conversation;

namespace Parley.Dialects.Tests.Gemini;

public sealed class TapTests
{
    private readonly IStreamTap _tap = GeminiWire.Codec.OpenTap(StreamOptions.None, WireProfile.Default);

    [Theory]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"index":0}]}""", TapVerdict.Prelude)]
    [InlineData("""{"usageMetadata":{"promptTokenCount":1}}""", TapVerdict.Prelude)]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"a"}],"role":"model"},"index":0}]}""", TapVerdict.Semantic)]
    [InlineData("""{"candidates":[{"index":0,"content":{"role":"model","parts":[{"functionCall":{"name":"f"}}]}}]}""", TapVerdict.Semantic)]
    [InlineData("""{"candidates":[{"finishReason":"STOP"}]}""", TapVerdict.Semantic)]
    [InlineData("""{"promptFeedback":{"blockReason":"SAFETY"}}""", TapVerdict.Semantic)]
    [InlineData("""{"error":{"code":503,"message":"m","status":"UNAVAILABLE"}}""", TapVerdict.Fault)]
    [InlineData("", TapVerdict.Prelude)]
    public void First_frame_is_judged_by_what_a_caller_can_see(string chunk, TapVerdict verdict) => Assert.Equal(verdict, _tap.Observe(GeminiWire.Frame(chunk)));

    [Fact]
    public void Words_within_texts_and_arguments_do_not_count()
    {
        Assert.Equal(TapVerdict.Semantic, _tap.Observe(GeminiWire.Frame("""{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"finishReason":"STOP","error":{"code":1}}}}]}}]}""")));
        Assert.Equal(TapVerdict.Semantic, _tap.Observe(GeminiWire.Frame("""{"candidates":[{"content":{"parts":[{"text":"\"error\" \"finishReason\" \"usageMetadata\""}]}}]}""")));
        Assert.False(_tap.IsComplete);
        Assert.False(_tap.Usage.IsKnown);
    }

    [Fact]
    public void Last_usage_and_the_finish_are_seen()
    {
        _tap.Observe(GeminiWire.Frame("""{"candidates":[{"content":{"parts":[{"text":"a"}]}}],"usageMetadata":{"promptTokenCount":1,"totalTokenCount":1},"modelVersion":"m"}"""));
        Assert.False(_tap.IsComplete);
        _tap.Observe(GeminiWire.Frame("""{"candidates":[{"content":{"parts":[{"text":"b"}]},"finishReason":"STOP"}], "usageMetadata" : {"promptTokenCount":5,"candidatesTokenCount":2,"totalTokenCount":7},"modelVersion":"m"}"""));
        Assert.True(_tap.IsComplete);
        Assert.Equal((5, 2), (_tap.Usage.TotalInput, _tap.Usage.TotalOutput));
    }

    [Fact]
    public void Fault_of_a_frame_is_kept()
    {
        _tap.Observe(GeminiWire.Frame("""{"error":{"code":429,"message":"slow","status":"RESOURCE_EXHAUSTED"}}"""));
        Assert.Equal((FaultKind.RateLimit, FaultSource.Provider), (_tap.Fault!.Kind, _tap.Fault.Source));
    }
}
