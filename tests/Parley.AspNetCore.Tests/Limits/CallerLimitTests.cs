using System.Text.Json;

namespace Parley.AspNetCore.Tests.Limits;

/// <summary>Limits of callers, over HTTP, in their dialects.</summary>
public sealed class CallerLimitTests
{
    private const string Chat = """{"model":"parley/echo","messages":[{"role":"user","content":"Hi"}]}""";
    private const string Messages = """{"model":"parley/echo","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""";
    private const string Contents = """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}""";
    private const string Key = "long-enough";

    [Theory]
    [InlineData("v1/chat/completions", Chat, "error.code", "rate_limit_exceeded")]
    [InlineData("v1/responses", """{"model":"parley/echo","input":"Hi"}""", "error.code", "rate_limit_exceeded")]
    [InlineData("v1/messages", Messages, "error.type", "rate_limit_error")]
    [InlineData("v1beta/models/parley/echo:generateContent", Contents, "error.status", "RESOURCE_EXHAUSTED")]
    [InlineData("api/chat", Chat, "error", null)]
    [InlineData("v2/chat", Chat, "message", null)]
    [InlineData("v1/conversation", """{"model":"parley/echo","messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}]}""", "error.code", "rate_limit_exceeded")]
    public async Task Key_that_has_used_up_its_requests_is_refused_in_its_dialect(string path, string body, string member, string? word)
    {
        await using var gateway = await StartAsync("\"rpm\": 2");
        for (var i = 0; i < 2; i++)
        {
            using var good = await AskAsync(gateway, path, body);
            Assert.Equal(200, (int)good.StatusCode);
        }

        using var refused = await AskAsync(gateway, path, body);

        Assert.Equal((429, "gateway", "true"), ((int)refused.StatusCode, Header(refused, "x-parley-error-source"), Header(refused, "x-should-retry")));
        Assert.InRange(int.Parse(Header(refused, "retry-after")!, System.Globalization.CultureInfo.InvariantCulture), 1, 60);
        var said = Member(await refused.Content.ReadAsStringAsync(), member);
        if (word is null)
            Assert.Contains("The gateway's limit for the key 'me' is 2 requests a minute (limit 'rpm of me'), which is reached.", said, StringComparison.Ordinal);
        else
            Assert.Equal(word, said);
    }

    [Fact]
    public async Task Day_that_is_used_up_is_a_quota_that_no_client_tries_again()
    {
        await using var gateway = await StartAsync("\"rpd\": 1");
        using var good = await AskAsync(gateway, "v1/chat/completions", Chat);

        using var refused = await AskAsync(gateway, "v1/chat/completions", Chat);

        var body = await refused.Content.ReadAsStringAsync();
        Assert.Equal((402, "false"), ((int)refused.StatusCode, Header(refused, "x-should-retry")));
        Assert.Equal(("insufficient_quota", "insufficient_quota"), (Member(body, "error.code"), Member(body, "error.type")));
        Assert.InRange(int.Parse(Header(refused, "retry-after")!, System.Globalization.CultureInfo.InvariantCulture), 1, 86400);
    }

    [Fact]
    public async Task What_was_used_lives_through_a_reload_and_another_amount_goes_on_from_it()
    {
        await using var gateway = await StartAsync("\"rpm\": 1");
        using var good = await AskAsync(gateway, "v1/chat/completions", Chat);

        gateway.Reload(Configuration("\"rpm\": 2"));
        using var second = await AskAsync(gateway, "v1/chat/completions", Chat);
        using var third = await AskAsync(gateway, "v1/chat/completions", Chat);

        Assert.Equal((200, 429), ((int)second.StatusCode, (int)third.StatusCode));
    }

    [Theory]
    [InlineData("""{ "for": { "team": "blue" }, "requests": 1, "per": "minute" }""", "the team 'blue'")]
    [InlineData("""{ "for": { "tag": "batch" }, "requests": 1, "per": "minute" }""", "the tag 'batch'")]
    [InlineData("""{ "for": { "session": "*" }, "requests": 1, "per": "minute" }""", "the session 'me/s-1'")]
    [InlineData("""{ "for": { "model": "*echo" }, "requests": 1, "per": "minute" }""", "the model 'echo'")]
    [InlineData("""{ "for": { "backend": "parley" }, "requests": 1, "per": "minute" }""", "the backend 'parley'")]
    [InlineData("""{ "for": { "key": "*", "model": "parley/echo" }, "requests": 1, "per": "minute" }""", "the key 'me' and the model 'parley/echo'")]
    [InlineData("""{ "for": "global", "requests": 1, "per": "minute" }""", "the whole gateway")]
    [InlineData("""{ "requests": 1, "per": "minute", "window": "calendar", "time_zone": "Asia/Kathmandu", "name": "all" }""", "the whole gateway is 1 request a minute (limit 'all')")]
    public async Task Limit_holds_for_whom_it_is_said(string limit, string whom)
    {
        await using var gateway = await StartAsync("\"team\": \"blue\"", limit);
        using var good = await AskAsync(gateway, "v1/chat/completions", Chat, ("x-parley-tags", "batch, night"), ("x-parley-session", "s-1"));

        using var refused = await AskAsync(gateway, "v1/chat/completions", Chat, ("x-parley-tags", "batch"), ("x-parley-session", "s-1"));

        Assert.Equal((200, 429), ((int)good.StatusCode, (int)refused.StatusCode));
        Assert.Contains(whom, Member(await refused.Content.ReadAsStringAsync(), "error.message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limit_does_not_hold_for_others()
    {
        await using var gateway = await StartAsync("\"team\": \"blue\"", """{ "for": { "session": "*" }, "requests": 1, "per": "minute" }, { "for": { "tag": "batch" }, "requests": 1, "per": "minute" }""");

        foreach (var session in (string[])["a", "b", "c"])
        {
            using var response = await AskAsync(gateway, "v1/chat/completions", Chat, ("x-parley-session", session));
            Assert.Equal(200, (int)response.StatusCode);
        }
    }

    [Theory]
    [InlineData("v1/chat/completions", """{"model":"parley/echo","metadata":{"parley_session":"s-1"},"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("v1/chat/completions", """{"model":"parley/echo","metadata":{"session_id":"s-1"},"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("v1/responses", """{"model":"parley/echo","metadata":{"parley_tags":"x, s-1"},"input":"Hi"}""")]
    [InlineData("v1/messages", """{"model":"parley/echo","max_tokens":9,"metadata":{"user_id":"user_abc_account__session_s-1"},"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("v1/messages", """{"model":"parley/echo","max_tokens":9,"metadata":{"user_id":"{\"device_id\":\"d\",\"session_id\":\"s-1\"}"},"messages":[{"role":"user","content":"Hi"}]}""")]
    public async Task Labels_may_stand_in_the_metadata(string path, string body)
    {
        await using var gateway = await StartAsync("\"team\": \"blue\"", """{ "for": { "session": "s-1" }, "requests": 1, "per": "minute" }, { "for": { "tag": "s-1" }, "requests": 1, "per": "minute" }""");

        using var good = await AskAsync(gateway, path, body);
        using var refused = await AskAsync(gateway, path, body);
        using var other = await AskAsync(gateway, path, body.Replace("s-1", "s-2", StringComparison.Ordinal));

        Assert.Equal((200, 429, 200), ((int)good.StatusCode, (int)refused.StatusCode, (int)other.StatusCode));
    }

    [Theory]
    [InlineData("x-parley-tags", "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q")]
    [InlineData("x-parley-session", "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890")]
    public async Task Label_that_cannot_be_kept_is_refused(string header, string value)
    {
        await using var gateway = await StartAsync("\"rpm\": 9");

        using var refused = await AskAsync(gateway, "v1/chat/completions", Chat, (header, value));

        Assert.Equal(400, (int)refused.StatusCode);
        Assert.Contains(header, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string Configuration(string key, string limits = "") => $$"""
        {
          "server": { "echo": true },
          "keys": [ { "name": "me", "key": "{{Key}}", {{key}} } ],
          "limits": [ {{limits}} ]
        }
        """;

    private static Task<RunningGateway> StartAsync(string key, string limits = "") => RunningGateway.StartAsync(Configuration(key, limits));

    private static Task<HttpResponseMessage> AskAsync(RunningGateway gateway, string path, string body, params (string, string)[] headers) => gateway.PostAsync(path, body, [("Authorization", $"Bearer {Key}"), .. headers]);

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    private static string Member(string json, string path)
    {
        using var document = JsonDocument.Parse(json);
        var element = document.RootElement;
        foreach (var name in path.Split('.'))
            element = element.GetProperty(name);
        return element.GetString()!;
    }
}
