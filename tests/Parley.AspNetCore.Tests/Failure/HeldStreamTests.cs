using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Failure;

/// <summary>How much of a stream is held while nothing of it can be seen.</summary>
public sealed class HeldStreamTests
{
    private const string Comment = ": still thinking\n\n";

    [Theory]
    [InlineData(63, 1)]
    [InlineData(64, 0)]
    public async Task More_than_sixty_four_events_are_not_held(int events, int second)
    {
        await using var targets = await Targets.StartAsync(2);
        targets.Upstreams[0].Then(Script.Stream().Chunk(string.Concat(Enumerable.Repeat(WireSample.OpenAI.Prelude, events))).ThenClose());
        targets.Upstreams[1].Then(Script.Stream(WireSample.OpenAI.Stream, "text/event-stream"));

        await AskAsync(targets);

        Assert.Equal([1, second], targets.Calls);
    }

    [Fact]
    public async Task More_than_a_quarter_of_a_mebibyte_is_not_held()
    {
        await using var targets = await Targets.StartAsync(2);
        var large = WireSample.OpenAI.Prelude.Replace("\"content\":\"\"", $"\"content\":\"\",\"padding\":\"{new string('x', 30 << 10)}\"", StringComparison.Ordinal);
        targets.Upstreams[0].Then(Script.Stream().Chunk(string.Concat(Enumerable.Repeat(large, 10))).ThenClose());

        await AskAsync(targets);

        Assert.Equal([1, 0], targets.Calls);
    }

    [Fact]
    public async Task Comments_are_no_events()
    {
        await using var targets = await Targets.StartAsync(2);
        targets.Upstreams[0].Then(Script.Stream().Chunk(string.Concat(Enumerable.Repeat(Comment, 200))).ThenClose());
        targets.Upstreams[1].Then(Script.Stream(WireSample.OpenAI.Stream, "text/event-stream"));

        await AskAsync(targets);

        Assert.Equal([1, 1], targets.Calls);
    }

    private static async Task AskAsync(Targets targets)
    {
        using var response = await targets.AskAsync(stream: true);
        await response.Content.ReadAsStringAsync();
    }
}
