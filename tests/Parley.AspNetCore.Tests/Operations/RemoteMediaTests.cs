using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Operations;

/// <summary>Images that callers name by address, for a backend that takes bytes only.</summary>
public sealed class RemoteMediaTests
{
    private const string Answer = """{"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"A cat."},"done":true,"done_reason":"stop","prompt_eval_count":3,"eval_count":2}""";

    private const string Loopback = """, "images": { "fetch": "on", "allow": ["127.0.0.1/32"] }""";

    [Fact]
    public async Task Image_is_fetched_and_sent_as_bytes()
    {
        await using var site = Site(Script.Whole("GIF89a", "image/gif"));
        await using var behind = await Behind.StartAsync("ollama", Loopback);
        behind.Upstream.Then(Script.Json(Answer));

        var (status, _, conversion) = await behind.AskAsync("v1/chat/completions", Asking(site.Address + "cat.gif"));

        Assert.Equal(200, status);
        Assert.NotEqual("lossy", conversion);
        Assert.Equal("""["R0lGODlh"]""", behind.Upstream.Received[0].Json["messages"]![0]!["images"]!.ToJsonString());
    }

    [Fact]
    public async Task Images_are_counted_before_any_is_fetched()
    {
        await using var site = Site(Script.Whole("GIF89a", "image/gif"));
        await using var behind = await Behind.StartAsync("ollama", Loopback);
        var images = string.Join(',', Enumerable.Range(1, 21).Select(number => $$"""{"type":"image_url","image_url":{"url":"{{site.Address}}{{number}}.gif"} }"""));

        var (status, body, _) = await behind.AskAsync("v1/chat/completions", $$"""{"model":"b/m","messages":[{"role":"system","content":"Look."},{"role":"user","content":[{{images}}]}]}""");

        Assert.Equal(400, status);
        Assert.Contains("messages[1] cannot be fetched: no more than 20", body, StringComparison.Ordinal);
        Assert.Empty(site.Received);
    }

    [Fact]
    public async Task Redirect_is_followed_and_checked()
    {
        await using var site = new ScriptedUpstream();
        site.Then(Script.Whole("", "text/plain", 302, ("location", "/other.png"))).Then(Script.Whole("png", "image/png"));
        await using var behind = await Behind.StartAsync("ollama", Loopback);
        behind.Upstream.Then(Script.Json(Answer));

        Assert.Equal(200, (await behind.AskAsync("v1/chat/completions", Asking(site.Address + "cat.png"))).Status);
        Assert.Equal("/other.png", site.Received[1].Target);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/x.png")]
    [InlineData("http://localhost:{0}/x.png")]
    [InlineData("http://[::1]:{0}/x.png")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/x.png")]
    [InlineData("http://2130706433:{0}/x.png")]
    [InlineData("http://0x7f.1:{0}/x.png")]
    [InlineData("http://0:{0}/x.png")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://10.0.0.1/x.png")]
    [InlineData("http://[64:ff9b::7f00:1]:{0}/x.png")]
    [InlineData("http://[2002:7f00:1::]:{0}/x.png")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user:pass@127.0.0.1:{0}/x.png")]
    public async Task Address_that_is_not_public_is_never_asked(string address)
    {
        await using var site = Site(Script.Whole("png", "image/png"));
        await using var behind = await Behind.StartAsync("ollama", """, "images": { "fetch": "on" }""");

        var (status, body, _) = await behind.AskAsync("v1/chat/completions", Asking(address.Replace("{0}", $"{new Uri(site.Address).Port}", StringComparison.Ordinal)));

        Assert.Equal(400, status);
        Assert.Equal("image_fetch_failed", JsonNode.Parse(body)!["error"]!["code"]!.GetValue<string>());
        Assert.Equal("messages[0].content", JsonNode.Parse(body)!["error"]!["param"]!.GetValue<string>());
        Assert.Empty(site.Received);
        Assert.Empty(behind.Upstream.Received);
    }

    [Fact]
    public async Task Redirect_to_an_address_that_is_not_allowed_is_refused()
    {
        await using var site = Site(Script.Whole("", "text/plain", 302, ("location", "http://[::1]/x.png")));
        await using var behind = await Behind.StartAsync("ollama", Loopback);

        var (status, body, _) = await behind.AskAsync("v1/chat/completions", Asking(site.Address));

        Assert.Equal(400, status);
        Assert.Contains("not a public one", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html", "<html>", "says that it is text/html")]
    [InlineData("image/svg+xml", "<svg/>", "says that it is image/svg+xml")]
    [InlineData("image/png", "", "sends nothing")]
    public async Task What_is_no_image_is_refused(string type, string content, string reason)
    {
        await using var site = Site(Script.Whole(content, type));
        await using var behind = await Behind.StartAsync("ollama", Loopback);

        var (status, body, _) = await behind.AskAsync("v1/chat/completions", Asking(site.Address));

        Assert.Equal(400, status);
        Assert.Contains(reason, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Image_that_is_too_large_is_refused_said_or_not()
    {
        var large = new string('x', (1 << 20) + 1);
        await using var site = new ScriptedUpstream();
        site.Then(Script.Whole(large, "image/png")).Then(Script.Stream(large, "image/png"));
        await using var behind = await Behind.StartAsync("ollama", """, "images": { "fetch": true, "allow": ["127.0.0.1"], "max_mb": 1 }""");

        for (var i = 0; i < 2; i++)
            Assert.Contains("larger than 1 MiB", (await behind.AskAsync("v1/chat/completions", Asking(site.Address))).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deadline_of_the_backend_holds_for_fetching_too()
    {
        await using var site = Site(Script.Stall());
        await using var gateway = await RunningGateway.StartAsync($$"""
            { "images": { "fetch": "on", "allow": ["127.0.0.1/32"], "timeout_ms": 60000 }, "backends": [ { "id": "b", "type": "ollama", "endpoint": "{{site.Address}}", "first_event_timeout_ms": 200 } ] }
            """);

        using var response = await gateway.PostAsync("v1/chat/completions", Asking(site.Address + "cat.png"));

        Assert.Equal(504, (int)response.StatusCode);
        Assert.DoesNotContain("The gateway failed", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_permission_the_loss_is_told()
    {
        await using var behind = await Behind.StartAsync("ollama");
        behind.Upstream.Then(Script.Json(Answer));

        Assert.Equal("lossy", (await behind.AskAsync("v1/chat/completions", Asking("http://127.0.0.1/x.png"))).Conversion);
    }

    private static ScriptedUpstream Site(Script script)
    {
        var site = new ScriptedUpstream();
        site.Then(script);
        return site;
    }

    private static string Asking(string address) =>
        $$"""{"model":"b/m","messages":[{"role":"user","content":[{"type":"text","text":"What is it?"},{"type":"image_url","image_url":{"url":"{{address}}"} }] }] }""";
}
