using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests;

/// <summary>A request that its upstream would refuse is rewritten, though both speak the same dialect; every other is copied.</summary>
public sealed class QuirkTests
{
    private const string Start = """{"model":"b/{0}", "messages":[{"role":"{1}","content":"Hi"}]""";

    [Theory]
    [InlineData("openai", "gpt-5-mini", "user", ""","max_tokens":9}""", "max_completion_tokens")]
    [InlineData("openai", "gpt-4o", "user", ""","max_tokens":9}""", "max_tokens")]
    [InlineData("openai", "gpt-5-mini", "user", ""","max_completion_tokens":9}""", "max_completion_tokens")]
    [InlineData("deepseek", "deepseek-chat", "user", ""","max_completion_tokens":9}""", "max_tokens")]
    [InlineData("vllm", "qwen", "user", ""","max_tokens":9}""", "max_tokens")]
    public async Task Limit_of_tokens_has_the_name_that_the_upstream_knows(string type, string model, string role, string rest, string member)
    {
        var sent = await SentAsync(type, model, role, rest);

        Assert.Equal(9, sent[member]!.GetValue<int>());
        Assert.Single(sent.AsObject(), entry => entry.Key is "max_tokens" or "max_completion_tokens");
    }

    [Theory]
    [InlineData("openai", "developer")]
    [InlineData("deepseek", "system")]
    public async Task Developer_is_a_system_where_it_is_not_known(string type, string role) =>
        Assert.Equal(role, (await SentAsync(type, "m-1", "developer", "}"))["messages"]![0]!["role"]!.GetValue<string>());

    [Fact]
    public async Task Schema_is_not_sent_to_an_upstream_that_knows_json_alone()
    {
        var sent = await SentAsync("deepseek", "m-1", "user", ""","response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}}}""", WireSample.OpenAI.Reply.Replace("Hello there", "{}", StringComparison.Ordinal));

        Assert.NotEqual("json_schema", sent["response_format"]?["type"]?.GetValue<string>());
    }

    [Theory]
    [InlineData("openai", ""","stop":["1","2","3","4","5"]}""", 4)]
    [InlineData("openai", ""","stop":["1","2","3","4"]}""", 4)]
    [InlineData("groq", ""","stop":"1","n":1}""", null)]
    public async Task Stop_sequences_beyond_the_limit_stay_here(string type, string rest, int? sent) =>
        Assert.Equal(sent, ((await SentAsync(type, "m-1", "user", rest))["stop"] as JsonArray)?.Count);

    [Fact]
    public async Task Several_answers_are_asked_one_by_one_of_an_upstream_that_gives_one()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(WireSample.OpenAI.Reply)).Then(Script.Json(WireSample.OpenAI.Reply));
        await using var gateway = await RunningGateway.StartAsync($$"""{ "backends": [ { "id": "b", "type": "groq", "endpoint": "{{upstream.Address}}", "api_key": "sk-1" } ] }""");

        using var response = await gateway.PostAsync("v1/chat/completions", """{"model":"b/m","n":2,"messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(2, JsonNode.Parse(await response.Content.ReadAsStringAsync())!["choices"]!.AsArray().Count);
        Assert.All(upstream.Received, static request => Assert.Null(request.Json["n"]));
    }

    private static async Task<JsonNode> SentAsync(string type, string model, string role, string rest, string? reply = null)
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(reply ?? WireSample.OpenAI.Reply));
        await using var gateway = await RunningGateway.StartAsync($$"""{ "backends": [ { "id": "b", "type": "{{type}}", "endpoint": "{{upstream.Address}}", "api_key": "sk-1" } ] }""");
        using var response = await gateway.PostAsync("v1/chat/completions", Start.Replace("{0}", model, StringComparison.Ordinal).Replace("{1}", role, StringComparison.Ordinal) + rest);
        Assert.Equal(200, (int)response.StatusCode);
        return Assert.Single(upstream.Received).Json;
    }
}
