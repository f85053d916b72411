using Parley.Clients.Tests.Asking;
using Parley.Clients.Tests.Staging;
using Parley.TestKit.Strict;

namespace Parley.Clients.Tests.Scenarios;

/// <summary>Plain words: whole, streamed, with a system prompt, over several turns.</summary>
public sealed class TextTests(Stage stage)
{
    private static readonly CannedAnswer Answer = CannedAnswer.Saying("Grüße,", " \"Wörld\"", " 👋\n", "done\u2028.");

    [Theory]
    [MemberData(nameof(Cast.All), MemberType = typeof(Cast))]
    public async Task Text_arrives_whole(string client, string provider)
    {
        var played = (await stage.PlayAsync(client, provider, Scenes.Answer(Answer), new Ask())).Good();

        Assert.Equal(Answer.Text, played.Told.Text);
        Assert.Equal(Words.Natural(Cast.DialectOf(client)), played.Told.Finish);
        Assert.False(played.Heard.Stream);
        Assert.Equal("Say hello.", Assert.Single(played.Heard.Turns).Text);
        Assert.Empty(played.Heard.System);
    }

    [Theory]
    [MemberData(nameof(Cast.All), MemberType = typeof(Cast))]
    public async Task Text_streams_in_the_pieces_in_which_it_came(string client, string provider)
    {
        var played = (await stage.PlayAsync(client, provider, Scenes.Answer(Answer), new Ask { Stream = true })).Good();

        Assert.Equal(Answer.Text, played.Told.Text);
        Assert.Equal(4, played.Told.TextPieces);
        Assert.Equal(Words.Natural(Cast.DialectOf(client)), played.Told.Finish);
        Assert.True(played.Heard.Stream);
    }

    [Theory]
    [MemberData(nameof(Cast.All), MemberType = typeof(Cast))]
    public async Task Refusal_is_told(string client, string provider)
    {
        var answer = CannedAnswer.Saying("I cannot") with { Ending = CannedEnding.Refused };

        foreach (var stream in (bool[])[false, true])
        {
            var played = (await stage.PlayAsync(client, provider, Scenes.Answer(answer), new Ask { Stream = stream })).Good();

            // Ollama and Cohere never say that they refuse.
            var dialect = Cast.DialectOf(client);
            Assert.Equal(provider is "ollama" or "cohere" ? Words.Natural(dialect) : Words.Refused(dialect), played.Told.Finish);
            Assert.Equal("I cannot", played.Told.Text);
        }
    }

    [Theory]
    [MemberData(nameof(Cast.WithLaterSystemPrompts), MemberType = typeof(Cast))]
    public async Task System_prompt_between_turns_reaches_the_provider(string client, string provider)
    {
        var ask = new Ask
        {
            System = "Answer in one word.",
            Turns = [new Said("user", "Capital of France?"), new Said("assistant", "Paris"), new Said("system", "Shout."), new Said("user", "And of Italy?")],
        };

        var played = (await stage.PlayAsync(client, provider, Scenes.Answer(CannedAnswer.Saying("ROME")), ask)).Good();

        Assert.Equal("ROME", played.Told.Text);
        Assert.Contains("Answer in one word.", string.Join('|', played.Heard.System));
        Assert.Contains("Shout.", string.Join('|', [.. played.Heard.System, .. played.Heard.Turns.Select(static turn => turn.Text)]));
        Assert.Contains("And of Italy?", played.Heard.Last.Text);
    }

    [Theory]
    [MemberData(nameof(Cast.All), MemberType = typeof(Cast))]
    public async Task System_prompt_and_turns_reach_the_provider_in_order(string client, string provider)
    {
        var ask = new Ask
        {
            System = "Answer in one word.",
            Turns = [new Said("user", "Capital of France?"), new Said("assistant", "Paris"), new Said("user", "And of Italy?")],
        };

        var played = (await stage.PlayAsync(client, provider, Scenes.Answer(CannedAnswer.Saying("Rome")), ask)).Good();

        Assert.Equal("Rome", played.Told.Text);
        Assert.Equal(["Answer in one word."], played.Heard.System);
        Assert.Equal([("user", "Capital of France?"), ("assistant", "Paris"), ("user", "And of Italy?")], played.Heard.Turns.Select(static turn => (turn.Role, turn.Text)));
    }
}
