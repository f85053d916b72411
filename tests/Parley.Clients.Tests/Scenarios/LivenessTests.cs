using Parley.Clients.Tests.Asking;
using Parley.Clients.Tests.Staging;
using Parley.TestKit.Strict;

namespace Parley.Clients.Tests.Scenarios;

/// <summary>Silence and leaving: signs of life that no client stumbles over, and clients that go away.</summary>
public sealed class LivenessTests(Stage stage)
{
    private static readonly CannedAnswer Answer = CannedAnswer.Saying("Hello", " there", " again");

    [Theory]
    [MemberData(nameof(Cast.All), MemberType = typeof(Cast))]
    public async Task Client_that_leaves_cancels_the_provider_within_a_second(string client, string provider)
    {
        var played = await stage.PlayAsync(client, provider, Scenes.StallAfterText(Answer), new Ask { Stream = true, LeaveAfterText = true });

        Assert.True(played.Told.Left);
        Assert.Equal("Hello", played.Told.Text);
        await Assert.Single(played.Scene.Requests).CallerLeft.WaitAsync(TimeSpan.FromSeconds(1));
    }

    [Theory]
    [MemberData(nameof(Cast.All), MemberType = typeof(Cast))]
    public async Task Signs_of_life_before_and_between_events_leave_the_answer_whole(string client, string provider)
    {
        await using var wire = stage.Observe(stage.LivelyGateway);
        var scene = Scenes.Pauses(Answer, wire.AnythingAsync(), wire.MoreThanAsync("Hello"));

        var played = (await stage.PlayAsync(client, provider, scene, new Ask { Stream = true, Usage = true }, wire.Address)).Good();

        Assert.Equal(Answer.Text, played.Told.Text);
        Assert.Equal(Words.Natural(Cast.DialectOf(client)), played.Told.Finish);
        if (Cast.Has(client, Lacks.StreamedUsage))
            Assert.Equal(11, played.Told.Usage?.Input);
    }

    [Theory]
    [MemberData(nameof(Cast.All), MemberType = typeof(Cast))]
    public async Task Error_after_a_sign_of_life_is_still_raised(string client, string provider)
    {
        await using var wire = stage.Observe(stage.LivelyGateway);
        var alive = wire.AnythingAsync();

        var played = await stage.PlayAsync(client, provider, Scenes.RefusalAfter(alive, 500, "Too late."), new Ask { Stream = true }, wire.Address);

        var error = played.Told.Error;
        Assert.NotNull(error);
        Assert.Contains(error.Type, Errors.InStream(client));
    }
}
