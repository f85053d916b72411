using System.Text.Json.Nodes;
using Parley.AspNetCore.Tests.Operations;
using Parley.Configuration;
using Parley.Dialects;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Emulation;

/// <summary>Providers of the catalog that cannot be held to a schema, by their abilities alone: JSON is asked for in words, and found.</summary>
public sealed class UnableProviderTests
{
    private const string Asked = """{"model":"b/m","messages":[{"role":"user","content":"Weather?"}],"response_format":{"type":"json_schema","json_schema":{"name":"w","schema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}}""";

    public static TheoryData<string> Names =>
        [.. Catalog.BuiltIn.All.Where(static provider => provider is { Abilities: { Chat: true, JsonSchema: false }, Rest: null, Dialect: DialectNames.OpenAIChat }).Select(static provider => provider.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Provider_without_schemas_is_asked_in_words(string name)
    {
        await using var behind = await Behind.StartAsync(name);
        behind.Upstream.Then(Script.Json("""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Sure: {\"city\":\"Rome\"}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}"""));

        var (status, body, conversion) = await behind.AskAsync("v1/chat/completions", Asked);

        Assert.Equal(200, status);
        Assert.Equal("""{"city":"Rome"}""", JsonNode.Parse(body)!["choices"]![0]!["message"]!["content"]!.GetValue<string>());
        Assert.StartsWith("adapted", conversion, StringComparison.Ordinal);
        var sent = Assert.Single(behind.Upstream.Received);
        Assert.NotEqual("json_schema", sent.Json["response_format"]?["type"]?.GetValue<string>());
        Assert.Contains("city", sent.Json["messages"]![0]!["content"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("claude-3-haiku-20240307", false)]
    [InlineData("claude-sonnet-4-20250514", false)]
    [InlineData("claude-sonnet-4-5", true)]
    public async Task Claude_is_held_to_schemas_from_version_4_5_and_asked_in_words_before(string model, bool isHeld)
    {
        await using var behind = await Behind.StartAsync("anthropic");
        var text = isHeld ? "" : "Sure: ";
        behind.Upstream.Then(Script.Json($$$"""{"id":"m","type":"message","role":"assistant","model":"c","content":[{"type":"text","text":"{{{text}}}{\"city\":\"Rome\"}"}],"stop_reason":"end_turn","usage":{"input_tokens":7,"output_tokens":3}}"""));

        var (_, body, conversion) = await behind.AskAsync("v1/chat/completions", Asked[..^1].Replace("b/m", "b/" + model, StringComparison.Ordinal) + ""","tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":{"type":"object","properties":{}}}}]}""");

        Assert.Equal("""{"city":"Rome"}""", JsonNode.Parse(body)!["choices"]![0]!["message"]!["content"]!.GetValue<string>());
        var sent = Assert.Single(behind.Upstream.Received).Json.AsObject();
        Assert.Equal(isHeld, sent.ContainsKey("output_config"));
        Assert.Equal(isHeld, sent["tools"]![0]!.AsObject().ContainsKey("strict"));
        Assert.Equal(!isHeld, sent["system"]?.ToJsonString().Contains("city", StringComparison.Ordinal) ?? false);
        Assert.Equal(isHeld, !conversion.StartsWith("lossy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Operators_denial_is_enough()
    {
        await using var behind = await Behind.StartAsync("plain", """, "providers": { "plain": { "extends": "openai-compatible", "abilities": { "jsonSchema": false } } }""");
        behind.Upstream.Then(Script.Json("""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"{\"city\":\"Rome\"}"},"finish_reason":"stop"}]}"""));

        var (status, _, conversion) = await behind.AskAsync("v1/chat/completions", Asked);

        Assert.Equal(200, status);
        Assert.False(Assert.Single(behind.Upstream.Received).Json.AsObject().ContainsKey("response_format"));
        Assert.StartsWith("adapted", conversion, StringComparison.Ordinal);
    }
}
