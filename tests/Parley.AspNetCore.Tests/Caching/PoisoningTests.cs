using Parley.TestKit.Upstream;
using static Parley.AspNetCore.Tests.Caching.CachingGateway;

namespace Parley.AspNetCore.Tests.Caching;

/// <summary>What is no whole, good answer is never given again.</summary>
public sealed class PoisoningTests
{
    private static readonly (string Name, bool Stream, Script Script)[] Bad =
    [
        ("400", false, Script.Json("""{"error":{"message":"no","type":"invalid_request_error"}}""", 400)),
        ("401", false, Script.Json("""{"error":{"message":"no"}}""", 401)),
        ("429", false, Script.Json("""{"error":{"message":"slow down"}}""", 429, ("retry-after", "0"))),
        ("500", false, Script.Json("""{"error":{"message":"oops"}}""", 500)),
        ("error under 200", false, Script.Json("""{"error":{"message":"oops"}}""")),
        ("html under 200", false, Script.Whole("<html><body>Sign in</body></html>", "text/html")),
        ("empty", false, Script.Json("")),
        ("cut", false, Script.Whole(WireSample.OpenAI.Reply[..80], "application/json")),
        ("filtered", false, Script.Json(WireSample.OpenAI.Reply.Replace("\"stop\"", "\"content_filter\"", StringComparison.Ordinal))),
        ("refused", false, Script.Json(WireSample.OpenAI.Reply.Replace("\"content\":\"Hello there\"", "\"content\":null,\"refusal\":\"No.\"", StringComparison.Ordinal))),
        ("says nothing", false, Script.Json(WireSample.OpenAI.Reply.Replace("Hello there", "", StringComparison.Ordinal))),
        ("stream without an end", true, Script.Stream(WireSample.OpenAI.Prelude + WireSample.OpenAI.Text.First, "text/event-stream")),
        ("stream that is reset", true, Script.Stream("text/event-stream").Chunk(WireSample.OpenAI.Prelude + WireSample.OpenAI.Text.First).ThenReset()),
        ("stream with an error", true, Script.Stream(WireSample.OpenAI.Prelude + WireSample.OpenAI.Text.First + "data: {\"error\":{\"message\":\"oops\"}}\n\n", "text/event-stream")),
        ("stream of html", true, Script.Stream("<html></html>", "text/html")),
    ];

    public static TheoryData<string> Names => [.. Bad.Select(static bad => bad.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Bad_answer_is_not_given_again(string name)
    {
        var (_, stream, script) = Bad.Single(bad => bad.Name == name);
        await using var cached = await StartAsync(more: "\"retry\": { \"max_retries\": 0 }");
        var members = stream ? "\"stream\": true" : "";
        cached.Backend.Then(script);
        await TryAsync(cached, members);
        var before = cached.Calls;
        cached.Backend.Otherwise = _ => stream ? Script.Stream(WireSample.OpenAI.Stream, "text/event-stream") : Script.Json(WireSample.OpenAI.Reply);
        using var second = await cached.ChatAsync(members: members);
        Assert.NotEqual("hit", Verdict(second));
        Assert.Contains("Hello", await second.Content.ReadAsStringAsync());
        Assert.True(cached.Calls > before);
        Assert.Equal("hit", await cached.AskAsync(members: members));
    }

    /// <summary>A stream that breaks may break its caller's too.</summary>
    private static async Task TryAsync(CachingGateway cached, string members)
    {
        try
        {
            await cached.AskAsync(members: members);
        }
        catch (HttpRequestException)
        {
            // As it should.
        }
        catch (IOException)
        {
            // The same.
        }
    }
}
