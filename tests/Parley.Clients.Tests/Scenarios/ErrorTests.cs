using Parley.Clients.Tests.Asking;
using Parley.Clients.Tests.Staging;
using Parley.TestKit.Strict;

namespace Parley.Clients.Tests.Scenarios;

/// <summary>Errors of providers become each client's own exceptions, with the right status, and never a success.</summary>
public sealed class ErrorTests(Stage stage)
{
    private static readonly CannedAnswer Answer = CannedAnswer.Saying("Hello", " there");

    [Theory]
    [MemberData(nameof(Cast.All), MemberType = typeof(Cast))]
    public async Task Refusal_is_raised_with_its_status(string client, string provider)
    {
        foreach (var status in (int[])[400, 401, 404, 429, 500])
        {
            foreach (var stream in (bool[])[false, true])
            {
                var scene = Scenes.Refusal(status, "Something is wrong here.", ("retry-after", "7"));

                var played = await stage.PlayAsync(client, provider, scene, new Ask { Stream = stream });

                var error = played.Told.Error;
                Assert.NotNull(error);
                Assert.Equal(Seen(client, provider, status), error.Status);
                Assert.Equal(Errors.TypeOf(client, status), error.Type);
                Assert.Contains("Something is wrong here.", error.Message);
                if (status == 429 && Errors.ShowsHeaders(client))
                    Assert.Equal("7", error.RetryAfter);
                Assert.Single(played.Scene.Requests);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cast.All), MemberType = typeof(Cast))]
    public async Task Unknown_model_is_a_not_found(string client, string provider)
    {
        var rounds = await stage.Client(client).AskAsync(stage.Gateway.Address, new Ask { Model = $"no-such-backend-{provider}" });

        var error = rounds[0].Error;
        Assert.NotNull(error);
        Assert.Equal(404, error.Status);
        Assert.Equal(Errors.TypeOf(client, 404), error.Type);
        Assert.Contains($"no-such-backend-{provider}", error.Message);
    }

    [Theory]
    [MemberData(nameof(Cast.All), MemberType = typeof(Cast))]
    public Task Error_in_a_stream_is_raised(string client, string provider) => BreakAsync(client, provider, Scenes.ErrorAfterText(Answer, "The model fell over."), "The model fell over.");

    [Theory]
    [MemberData(nameof(Cast.All), MemberType = typeof(Cast))]
    public Task Cut_stream_is_raised(string client, string provider) => BreakAsync(client, provider, Scenes.CutAfterText(Answer));

    [Theory]
    [MemberData(nameof(Cast.All), MemberType = typeof(Cast))]
    public Task Stream_without_an_end_is_raised(string client, string provider) => BreakAsync(client, provider, Scenes.EndAfterText(Answer));

    /// <summary>Google answers 400 to a wrong key, and its own clients hear what it said.</summary>
    private int Seen(string client, string provider, int status) =>
        provider == "gemini" && Cast.DialectOf(client) == "gemini" ? stage.Provider(provider).StatusFor(status) : status;

    private async Task BreakAsync(string client, string provider, Scene scene, string message = "")
    {
        var played = await stage.PlayAsync(client, provider, scene, new Ask { Stream = true });

        Assert.Equal("Hello", played.Told.Text);
        var error = played.Told.Error;
        Assert.NotNull(error);
        Assert.Contains(error.Type, Errors.InStream(client));
        if (Errors.ShowsStreamedMessage(client))
            Assert.Contains(message, error.Message);
    }
}
