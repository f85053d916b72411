using Parley.Dialects.Conversation;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Failure;

/// <summary>Streams that trickle.</summary>
public sealed class SlowStreamTests
{
    private const string Floor = "\"slow_stream\": { \"min_tokens_per_second\": 1000, \"window_ms\": 100 }";

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task Stream_below_the_floor_ends_with_the_dialects_error(string client)
    {
        await using var targets = await Targets.StartAsync(2, backend: Floor);
        targets.Upstreams[0].Then(Script.Stream().Chunk(WireSample.OpenAI.Prelude + WireSample.OpenAI.Text.First).ThenStall());

        using var response = await targets.AskAsync(stream: true, client);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("Hello", text);
        Assert.Contains("slower than 1000 tokens a second", text);
        Assert.Equal(FaultKind.IdleTimeout, (await targets.Gateway.Settled.NextAsync()).Fault?.Kind);
        Assert.Equal([1, 0], targets.Calls);
    }

    [Fact]
    public async Task Stream_of_which_nothing_was_shown_goes_on_to_the_next_target()
    {
        await using var targets = await Targets.StartAsync(2, "\"forwarding\": { \"enabled\": true, \"min_confidence\": 0 }", Floor);
        targets.Upstreams[0].Then(Script.Stream().Chunk(WireSample.OpenAI.Prelude + WireSample.OpenAI.Text.First).ThenStall());
        targets.Upstreams[1].Then(Script.Stream(WireSample.OpenAI.Stream, "text/event-stream"));

        using var response = await targets.AskAsync(stream: true);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains(" there", text);
        Assert.DoesNotContain("slower", text);
        Assert.Equal([1, 1], targets.Calls);
    }

    [Fact]
    public async Task Stream_that_is_quick_enough_arrives_whole()
    {
        await using var targets = await Targets.StartAsync(1, backend: "\"slow_stream\": { \"min_tokens_per_second\": 0.5 }");
        targets.Upstreams[0].Then(Script.Stream(WireSample.OpenAI.Stream, "text/event-stream"));

        using var response = await targets.AskAsync(stream: true);

        Assert.Contains(" there", await response.Content.ReadAsStringAsync());
        Assert.Null((await targets.Gateway.Settled.NextAsync()).Fault);
    }
}
