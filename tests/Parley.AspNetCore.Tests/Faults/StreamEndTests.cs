using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Faults;

/// <summary>Streams that have said that they are over: how their connection ends is nobody's trouble.</summary>
public sealed class StreamEndTests
{
    [Theory]
    [InlineData("openai", "openai")]
    [InlineData("anthropic", "openai")]
    [InlineData("anthropic", "anthropic")]
    [InlineData("openai", "anthropic")]
    [InlineData("ollama", "ollama")]
    [InlineData("openai", "ollama")]
    public async Task Stream_is_whole_with_its_last_word_whether_the_connection_is_cut_or_stays_open(string client, string upstream)
    {
        foreach (var end in new Func<Script, Script>[] { static script => script.End(), static script => script.ThenClose(), static script => script.ThenStall() })
        {
            await using var pair = await Pair.StartAsync(client, upstream);
            var sample = WireSample.Of(upstream);
            pair.First.Then(end(Script.Stream(sample.ContentType).Chunk(sample.Stream)));

            using var response = await pair.AskAsync(stream: true);
            var text = await response.Content.ReadAsStringAsync();

            Assert.Contains(" there", text, StringComparison.Ordinal);
            Assert.DoesNotContain("error", text, StringComparison.Ordinal);
            var settlement = await pair.Gateway.Settled.NextAsync();
            Assert.Null(settlement.Fault);
            Assert.Equal((7, 2), (settlement.Usage.TotalInput, settlement.Usage.TotalOutput));
        }
    }
}
