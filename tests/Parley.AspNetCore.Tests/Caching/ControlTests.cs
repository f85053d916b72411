using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;
using static Parley.AspNetCore.Tests.Caching.CachingGateway;

namespace Parley.AspNetCore.Tests.Caching;

/// <summary>What the operator and each caller may say of the cache.</summary>
public sealed class ControlTests
{
    [Fact]
    public async Task Off_is_the_default_and_says_nothing()
    {
        await using var cached = await Ready(cache: "");
        Assert.Null(await cached.AskAsync());
        Assert.Null(await cached.AskAsync());
        Assert.Equal(2, cached.Calls);
    }

    [Theory]
    [InlineData("x-parley-cache", "off")]
    [InlineData("X-Cache-Enabled", "false")]
    [InlineData("Cache-Control", "no-store")]
    [InlineData("cache-control", "max-age=0, no-store")]
    public async Task Caller_who_does_not_want_it_neither_takes_nor_leaves_anything(string name, string value)
    {
        await using var cached = await Ready();
        Assert.Equal("bypass", await cached.AskAsync(headers: (name, value)));
        Assert.Equal("miss", await cached.AskAsync());
        Assert.Equal("bypass", await cached.AskAsync(headers: (name, value)));
        Assert.Equal(3, cached.Calls);
    }

    [Theory]
    [InlineData("x-parley-cache", "refresh")]
    [InlineData("Cache-Control", "no-cache")]
    public async Task Caller_who_wants_it_new_leaves_the_new_answer_to_others(string name, string value)
    {
        await using var cached = await StartAsync();
        cached.Backend.Then(Script.Json(WireSample.OpenAI.Reply)).Then(Script.Json(WireSample.OpenAI.Reply.Replace("Hello there", "New", StringComparison.Ordinal)));
        await cached.AskAsync();
        Assert.Equal("miss", await cached.AskAsync(headers: (name, value)));
        using var third = await cached.ChatAsync();
        Assert.Contains("New", await third.Content.ReadAsStringAsync());
        Assert.Equal(("hit", 2), (Verdict(third), cached.Calls));
    }

    [Theory]
    [InlineData("x-parley-cache", "only-if-cached")]
    [InlineData("Cache-Control", "only-if-cached")]
    public async Task Caller_who_wants_nothing_else_is_refused_where_there_is_none(string name, string value)
    {
        await using var cached = await Ready();
        using var without = await cached.ChatAsync(headers: (name, value));
        Assert.Equal(404, (int)without.StatusCode);
        Assert.Equal("not_cached", JsonNode.Parse(await without.Content.ReadAsStringAsync())!["error"]!["code"]!.GetValue<string>());
        Assert.Equal(0, cached.Calls);
        await cached.AskAsync();
        Assert.Equal("hit", await cached.AskAsync(headers: (name, value)));
    }

    [Fact]
    public async Task Metadata_say_it_where_no_header_can()
    {
        await using var cached = await Ready();
        Assert.Equal("bypass", await cached.AskAsync(members: "\"metadata\": { \"parley_cache\": \"off\" }"));
        Assert.Equal("miss", await cached.AskAsync(members: "\"metadata\": { \"trace\": \"1\" }"));
        Assert.Equal("hit", await cached.AskAsync(members: "\"metadata\": { \"trace\": \"2\" }"));
        Assert.Equal("miss", await cached.AskAsync(members: "\"metadata\": { \"parley_cache\": \"refresh\" }"));
    }

    [Fact]
    public async Task Age_that_is_too_much_is_no_hit()
    {
        await using var cached = await Ready();
        await cached.AskAsync();
        Assert.Equal("miss", await cached.AskAsync(headers: ("Cache-Control", "max-age=0")));
        Assert.Equal("hit", await cached.AskAsync(headers: ("Cache-Control", "max-age=3600")));
    }

    [Theory]
    [InlineData("x-parley-cache", "perhaps")]
    [InlineData("x-parley-cache-ttl", "0")]
    [InlineData("x-parley-cache-ttl", "NaN")]
    [InlineData("x-parley-cache-ttl", "soon")]
    [InlineData("x-parley-cache-ttl", "1e99")]
    public async Task Value_that_does_not_exist_is_refused(string name, string value)
    {
        await using var cached = await Ready();
        using var response = await cached.ChatAsync(headers: (name, value));
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains(name, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Model_may_be_left_out_and_another_alone_be_kept()
    {
        await using var cached = await Ready(model: "\"cache\": { \"enabled\": false }");
        Assert.Equal("bypass", await cached.AskAsync());
        cached.Reload(cache: "\"enabled\": false", model: "\"cache\": { \"enabled\": true, \"ttl\": 60 }");
        Assert.Equal("miss", await cached.AskAsync());
        Assert.Equal("hit", await cached.AskAsync());
    }

    [Fact]
    public async Task Name_that_leads_elsewhere_is_another_question()
    {
        await using var cached = await Ready();
        await cached.AskAsync();
        cached.Reload();
        Assert.Equal("hit", await cached.AskAsync());
        cached.Reload(target: "first/m-2");
        Assert.Equal("miss", await cached.AskAsync());
        cached.Reload(model: "\"conversion\": \"reject\"");
        Assert.Equal("miss", await cached.AskAsync());
    }

    [Fact]
    public async Task Cache_that_is_switched_off_forgets()
    {
        await using var cached = await Ready();
        await cached.AskAsync();
        cached.Reload(cache: "\"enabled\": false");
        Assert.Null(await cached.AskAsync());
        cached.Reload();
        Assert.Equal("miss", await cached.AskAsync());
    }

    [Fact]
    public async Task Keys_have_answers_of_their_own_unless_they_are_shared()
    {
        const string Keys = """ "keys": [ { "name": "a", "key": "sk-a" }, { "name": "b", "key": "sk-b" } ] """;
        await using var cached = await Ready(more: Keys);
        Assert.Equal("miss", await cached.AskAsync(headers: ("authorization", "Bearer sk-a")));
        Assert.Equal("miss", await cached.AskAsync(headers: ("authorization", "Bearer sk-b")));
        Assert.Equal("hit", await cached.AskAsync(headers: ("authorization", "Bearer sk-b")));
        cached.Reload(cache: "\"enabled\": true, \"shared\": true", more: Keys);
        Assert.Equal("miss", await cached.AskAsync(headers: ("authorization", "Bearer sk-a")));
        Assert.Equal("hit", await cached.AskAsync(headers: ("authorization", "Bearer sk-b")));
    }

    [Theory]
    [InlineData("\"seed\": 1")]
    [InlineData("\"temperature\": 0")]
    [InlineData("\"n\": 2")]
    [InlineData("\"stop\": [\"x\"]")]
    [InlineData("\"max_tokens\": 5")]
    [InlineData("\"response_format\": { \"type\": \"json_object\" }")]
    [InlineData("\"tools\": [ { \"type\": \"function\", \"function\": { \"name\": \"f\" } } ]")]
    [InlineData("\"future_member\": 1")]
    [InlineData("\"user\": \"u\"")]
    public async Task Question_with_another_member_is_another(string member)
    {
        await using var cached = await Ready();
        await cached.AskAsync();
        Assert.Equal("miss", await cached.AskAsync(members: member));
        Assert.Equal(2, cached.Calls);
    }

    [Theory]
    [InlineData("\"store\": true")]
    [InlineData("\"web_search_options\": {}")]
    public async Task What_does_something_else_too_always_goes_to_its_backend(string member)
    {
        await using var cached = await Ready();
        Assert.Equal("bypass", await cached.AskAsync(members: member));
        Assert.Equal("bypass", await cached.AskAsync(members: member));
    }

    private static async Task<CachingGateway> Ready(string cache = "\"enabled\": true", string more = "", string model = "")
    {
        var cached = await StartAsync(cache: cache, more: more, model: model);
        cached.Backend.Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply);
        return cached;
    }
}
