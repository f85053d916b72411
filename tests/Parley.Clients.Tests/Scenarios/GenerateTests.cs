using Parley.Clients.Tests.Asking;
using Parley.Clients.Tests.Staging;
using Parley.TestKit.Strict;

namespace Parley.Clients.Tests.Scenarios;

/// <summary>The ollama client's older operation, against every provider.</summary>
public sealed class GenerateTests(Stage stage)
{
    private const string Client = "ollama (npm)";

    private static readonly CannedAnswer Answer = new(new CannedThought("Hm", "."), new CannedText("Blue", " sky")) { Tokens = new CannedTokens(20, 0, 9, 3) };

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    [InlineData("gemini")]
    [InlineData("ollama")]
    public async Task Prompt_becomes_text(string provider)
    {
        foreach (var stream in (bool[])[false, true])
        {
            var ask = new Ask { Generate = true, Stream = stream, System = "Be brief.", Turns = [new Said("user", "Why?")], Think = provider != "openai", MaxTokens = 3000 };

            var played = (await stage.PlayAsync(Client, provider, Scenes.Answer(Answer), ask)).Good();

            Assert.Equal("Blue sky", played.Told.Text);
            Assert.Equal(provider == "openai" ? "" : "Hm.", played.Told.Reasoning);
            Assert.Equal("stop", played.Told.Finish);
            Assert.Equal(new ToldUsage(20, 0, 9, 0), played.Told.Usage);
            Assert.Equal(["Be brief."], played.Heard.System);
            Assert.Equal("Why?", played.Heard.Last.Text);
            Assert.True(played.Heard.MaxTokens >= 3000);
        }
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    [InlineData("gemini")]
    [InlineData("ollama")]
    public async Task Error_is_raised(string provider)
    {
        var refused = await stage.PlayAsync(Client, provider, Scenes.Refusal(429, "Slow down."), new Ask { Generate = true });
        var broken = await stage.PlayAsync(Client, provider, Scenes.CutAfterText(Answer), new Ask { Generate = true, Stream = true });

        Assert.Equal(("ResponseError", 429), (refused.Told.Error?.Type, refused.Told.Error?.Status));
        Assert.Equal("Blue", broken.Told.Text);
        Assert.Equal("Error", broken.Told.Error?.Type);
    }
}
