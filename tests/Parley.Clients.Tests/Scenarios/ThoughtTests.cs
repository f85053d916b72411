using Parley.Clients.Tests.Asking;
using Parley.Clients.Tests.Staging;
using Parley.TestKit.Strict;

namespace Parley.Clients.Tests.Scenarios;

/// <summary>Thoughts: asked for, shown, and sent back to the provider that signed them.</summary>
public sealed class ThoughtTests(Stage stage)
{
    private static readonly CannedThought Thought = new("First,", " the sky.");
    private static readonly CannedAnswer Answer = new(Thought, new CannedText("Blue", "."));

    [Theory]
    [MemberData(nameof(Cast.WithThoughts), MemberType = typeof(Cast))]
    public Task Thought_is_shown(string client, string provider) => ShowAsync(client, Thinker(provider), stream: false);

    [Theory]
    [MemberData(nameof(Cast.WithThoughts), MemberType = typeof(Cast))]
    public Task Thought_is_shown_in_streams(string client, string provider) => ShowAsync(client, Thinker(provider), stream: true);

    [Theory]
    [MemberData(nameof(Cast.WithThoughts), MemberType = typeof(Cast))]
    public Task Thought_before_a_call_makes_the_round_or_is_left_out(string client, string provider) => RoundAsync(client, Thinker(provider), stream: false);

    [Theory]
    [MemberData(nameof(Cast.WithThoughts), MemberType = typeof(Cast))]
    public Task Thought_before_a_call_makes_the_round_or_is_left_out_in_streams(string client, string provider) => RoundAsync(client, Thinker(provider), stream: true);

    private async Task ShowAsync(string client, string provider, bool stream)
    {
        var played = (await stage.PlayAsync(client, provider, Scenes.Answer(Answer), new Ask { Think = true, Stream = stream })).Good();

        Assert.True(played.Heard.Thinks);
        Assert.Equal("First, the sky.", played.Told.Reasoning);
        Assert.Equal("Blue.", played.Told.Text);
    }

    /// <summary>The strict provider refuses a thought whose signature is not its own, and a missing one where it needs it.</summary>
    private async Task RoundAsync(string client, string provider, bool stream)
    {
        var calls = new CannedAnswer(Thought, Tools.AskWeather);
        var ask = Tools.Request with { Think = true, Stream = stream, Results = Tools.Results };

        var played = (await stage.PlayAsync(client, provider, Scenes.Round(calls, CannedAnswer.Saying("Sunny.")), ask)).Good();

        Assert.Equal("First, the sky.", played.Rounds[0].Reasoning);
        Assert.Equal("Sunny.", played.Told.Text);
    }

    /// <summary>OpenAI hides its thoughts; DeepSeek shows them in the same dialect.</summary>
    private static string Thinker(string provider) => provider == "openai" ? "deepseek" : provider;
}
