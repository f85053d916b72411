using System.Text.Json;
using Parley.Clients.Tests.Asking;
using Parley.Clients.Tests.Staging;
using Parley.TestKit.Strict;

namespace Parley.Clients.Tests.Scenarios;

/// <summary>Structured output, images, stop sequences and limits.</summary>
public sealed class FormTests(Stage stage)
{
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private const string Address = "https://example.com/cat.png";

    private static readonly JsonElement Form = Tools.Json("""
        {"type":"object","properties":{"city":{"type":"string"},"high":{"type":"number"},"tags":{"type":"array","items":{"type":"string"}}},"required":["city","high","tags"],"additionalProperties":false}
        """);

    [Theory]
    [MemberData(nameof(Cast.All), MemberType = typeof(Cast))]
    public async Task Form_of_the_answer_reaches_the_provider(string client, string provider)
    {
        var answer = CannedAnswer.Saying("{\"city\":\"Paris\",", "\"high\":21.5,\"tags\":[]}");

        var played = (await stage.PlayAsync(client, provider, Scenes.Answer(answer), new Ask { Form = Form })).Good();

        Assert.Equal(answer.Text, played.Told.Text);
        var form = Assert.NotNull(played.Heard.Form);
        Assert.Equal(["city", "high", "tags"], form["properties"].Object().Select(static member => member.Key));
        Assert.Equal("number", form["properties"]["high"]["type"].Text(), ignoreCase: true);
        Assert.Equal("string", form["properties"]["tags"]["items"]["type"].Text(), ignoreCase: true);
        Assert.Equal(["city", "high", "tags"], form["required"].Items().Select(static item => item.Text()));
    }

    [Theory]
    [MemberData(nameof(Cast.All), MemberType = typeof(Cast))]
    public async Task Form_full_of_keywords_is_made_acceptable(string client, string provider)
    {
        var answer = CannedAnswer.Saying("{\"kind\":\"tree\",", "\"height\":9,\"owner\":null,\"leaves\":[]}");

        var played = await stage.PlayAsync(client, provider, Scenes.Answer(answer), new Ask { Form = Tools.Tree });

        if (provider == "anthropic" && Cast.DialectOf(client) == "anthropic" && Cast.Plain(client) != "@ai-sdk/anthropic (npm)")
        {
            // Limits on numbers are refused there, unless the client takes them out itself as Vercel's does. What a caller says in the provider's own dialect is not corrected.
            Assert.Equal(400, played.Told.Error?.Status);
            return;
        }
        Assert.Equal(answer.Text, played.Good().Told.Text);
        var properties = Assert.NotNull(played.Heard.Form)["properties"];
        Assert.Equal(["kind", "height", "owner", "leaves"], properties.Object().Select(static member => member.Key));
    }

    [Theory]
    [MemberData(nameof(Cast.All), MemberType = typeof(Cast))]
    public async Task Image_of_bytes_reaches_the_provider(string client, string provider)
    {
        var ask = new Ask { Turns = [new Said("user", "What is this?") { ImageType = "image/png", ImageData = Pixel }] };

        var played = (await stage.PlayAsync(client, provider, Scenes.Answer(CannedAnswer.Saying("A pixel.")), ask)).Good();

        Assert.Equal("A pixel.", played.Told.Text);
        Assert.Equal("What is this?", played.Heard.Last.Text);
        Assert.Equal(new HeardImage("image/png", Pixel), Assert.Single(played.Heard.Last.Parts.OfType<HeardImage>()));
    }

    [Theory]
    [MemberData(nameof(Cast.WithImageAddresses), MemberType = typeof(Cast))]
    public async Task Image_by_address_reaches_the_provider_or_its_loss_is_told(string client, string provider)
    {
        var ask = new Ask { Turns = [new Said("user", "What is this?") { ImageType = "image/png", ImageUrl = Address }] };
        await using var wire = stage.Observe(stage.Gateway);

        var played = (await stage.PlayAsync(client, provider, Scenes.Answer(CannedAnswer.Saying("A cat.")), ask, wire.Address)).Good();

        Assert.Equal("A cat.", played.Told.Text);
        var images = played.Heard.Last.Parts.OfType<HeardImage>();
        if (provider != "ollama")
        {
            Assert.Equal(Address, Assert.Single(images).Data);
            return;
        }
        // Ollama takes bytes only, and the gateway fetches nothing.
        Assert.Empty(images);
        Assert.Contains("x-parley-conversion: lossy", wire.Sent, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Cast.WithStopSequences), MemberType = typeof(Cast))]
    public async Task Stop_sequence_ends_the_answer(string client, string provider)
    {
        var answer = CannedAnswer.Saying("one, two") with { Ending = CannedEnding.StopSequence, StoppedAt = "three" };

        var played = (await stage.PlayAsync(client, provider, Scenes.Answer(answer), new Ask { Stop = ["three", "four"] })).Good();

        // A response has no stop sequences; the loss is told.
        Assert.Equal(provider == "openai-responses" ? [] : ["three", "four"], played.Heard.Stops);
        Assert.Equal("one, two", played.Told.Text);
        var dialect = Cast.DialectOf(client);
        // Only Anthropic and Cohere tell a stop sequence from an end. Cohere does not say which it was, without which Anthropic's word says nothing.
        var told = (dialect, provider) switch
        {
            ("anthropic", "anthropic") => "stop_sequence",
            ("cohere", "anthropic" or "cohere") => "STOP_SEQUENCE",
            _ => Words.Natural(dialect),
        };
        Assert.Equal(told, played.Told.Finish);
        Assert.Equal(dialect == "anthropic" && provider == "anthropic" ? "three" : null, played.Told.StoppedAt);
    }

    [Theory]
    [MemberData(nameof(Cast.All), MemberType = typeof(Cast))]
    public async Task Token_limit_and_temperature_reach_the_provider_and_the_cut_is_told(string client, string provider)
    {
        var answer = CannedAnswer.Saying("It was the best of") with { Ending = CannedEnding.Length };
        // The .NET client of Anthropic has no temperature any more.
        double? temperature = Cast.Plain(client) == "Anthropic (.NET)" ? null : 0.5;

        foreach (var stream in (bool[])[false, true])
        {
            var played = (await stage.PlayAsync(client, provider, Scenes.Answer(answer), new Ask { MaxTokens = 77, Temperature = temperature, Stream = stream })).Good();

            Assert.Equal(77, played.Heard.MaxTokens);
            Assert.Equal(temperature, played.Heard.Temperature);
            Assert.Equal(Words.Length(Cast.DialectOf(client)), played.Told.Finish);
            Assert.Equal(answer.Text, played.Told.Text);
        }
    }
}
