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
