using Parley.Clients.Tests.Asking;
using Parley.Clients.Tests.Staging;
using Parley.TestKit.Strict;

namespace Parley.Clients.Tests.Scenarios;

/// <summary>What an answer cost, as each client shows it.</summary>
public sealed class UsageTests(Stage stage)
{
    private static readonly CannedAnswer Answer = CannedAnswer.Saying("Hello", " there") with { Tokens = new CannedTokens(Prompt: 100, Cached: 40, Answer: 30, Thoughts: 12) };

    [Theory]
    [MemberData(nameof(Cast.All), MemberType = typeof(Cast))]
    public async Task Usage_of_a_whole_reply_keeps_its_details(string client, string provider)
    {
        var played = (await stage.PlayAsync(client, provider, Scenes.Answer(Answer), new Ask())).Good();

        Assert.Equal(Expected(client, provider), played.Told.Usage);
    }

    [Theory]
    [MemberData(nameof(Cast.WithStreamedUsage), MemberType = typeof(Cast))]
    public async Task Usage_of_a_stream_keeps_its_details(string client, string provider)
    {
        var played = (await stage.PlayAsync(client, provider, Scenes.Answer(Answer), new Ask { Stream = true, Usage = true })).Good();

        Assert.Equal(Expected(client, provider), played.Told.Usage);
        Assert.Equal("Hello there", played.Told.Text);
        // Gemini may repeat it on every chunk.
        Assert.True(Cast.DialectOf(client) == "gemini" || played.Told.UsageEvents == 1, $"usage came {played.Told.UsageEvents} times");
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    [InlineData("gemini")]
    [InlineData("ollama")]
    [InlineData("cohere")]
    [InlineData("openai-responses")]
    public async Task Usage_that_was_not_asked_for_is_not_sent(string provider)
    {
        var played = (await stage.PlayAsync("openai (npm)", provider, Scenes.Answer(Answer), new Ask { Stream = true })).Good();

        Assert.Null(played.Told.Usage);
        Assert.Equal(0, played.Told.UsageEvents);
        Assert.Equal("Hello there", played.Told.Text);
    }

    /// <summary>Ollama counts neither cached tokens nor thoughts apart, on either side.</summary>
    private ToldUsage Expected(string client, string provider) =>
        provider == "ollama" || Cast.DialectOf(client) == "ollama" ? new ToldUsage(100, 0, 30, 0) : new ToldUsage(100, 40, 30, 12);
}
