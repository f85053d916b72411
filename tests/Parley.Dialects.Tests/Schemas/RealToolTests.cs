using System.Text.Json;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Schemas;

/// <summary>The tools of published MCP servers reach every provider in a form that it takes. See fixtures/schemas/NOTICE.txt.</summary>
public sealed class RealToolTests
{
    private static readonly IReadOnlyList<JsonElement> Tools =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "fixtures", "schemas", "mcp-tools.jsonl")).Select(static line => JsonDocument.Parse(line).RootElement)];

    [Fact]
    public void Tools_of_real_servers_reach_every_provider()
    {
        var breaches =
            from tool in Tools
            from breach in ToolProof.Breaches(tool.GetProperty("name").GetString()!, tool.GetProperty("schema"))
            select $"{tool.GetProperty("from")} {tool.GetProperty("name")}: {breach}";

        Assert.Equal(167, Tools.Count);
        Assert.Empty(breaches);
    }

    [Theory]
    // One broken rule of each provider is found: the judge is not blind.
    [InlineData(DialectNames.Gemini, """{"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT","properties":{"a":{"type":"ARRAY"}}}}]}]}""", "$.properties.a: missing items")]
    [InlineData(DialectNames.Gemini, """{"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT","properties":{"a":{"$ref":"#","type":"STRING"}}}}]}]}""", "$.properties.a: $ref is no member of Schema")]
    [InlineData(DialectNames.OpenAIChat, """{"tools":[{"function":{"name":"f","strict":true,"parameters":{"type":"object","properties":{"a":{}},"required":["a"]}}}]}""", "$: additionalProperties is not false")]
    [InlineData(DialectNames.OpenAIResponses, """{"tools":[{"name":"f","strict":true,"parameters":{"type":"object","properties":{"a":{}},"additionalProperties":false}}]}""", "$: not all properties are required")]
    [InlineData(DialectNames.AnthropicMessages, """{"tools":[{"name":"f","strict":true,"input_schema":{"type":"object","properties":{"a":{"minimum":1}},"additionalProperties":false}}]}""", "$.properties.a: minimum")]
    [InlineData(DialectNames.BedrockConverse, """{"toolConfig":{"tools":[{"toolSpec":{"name":"a b","inputSchema":{"json":{"type":"object"}}}}]}}""", "the name a b")]
    [InlineData(DialectNames.Cohere, """{"tools":[{"function":{"name":"f","parameters":{"anyOf":[],"type":"object"}}}]}""", "$: anyOf")]
    public void Judge_finds_what_is_wrong(string dialect, string request, string breach) =>
        Assert.Equal([breach], ToolLimits.Breaches(dialect, System.Text.Encoding.UTF8.GetBytes(request)));
}
