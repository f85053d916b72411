using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Operations;

/// <summary>Media within the result of a tool, as Gemini's newer clients send them (<c>functionResponse.parts</c>).</summary>
public sealed class ResultMediaTests
{
    private const string Asked = """
        {"contents":[{"role":"user","parts":[{"text":"Look"}]},
          {"role":"model","parts":[{"functionCall":{"id":"c1","name":"look","args":{}}}]},
          {"role":"user","parts":[{"functionResponse":{"id":"c1","name":"look","response":{"ok":true},"parts":[{"inlineData":{"mimeType":"image/png","data":"QUJD"}}]}}]}],
         "tools":[{"functionDeclarations":[{"name":"look","parameters":{"type":"OBJECT","properties":{}}}]}]}
        """;

    [Fact]
    public async Task Image_of_a_result_is_an_image_of_Claudes_result()
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Script.Json(WireSample.Anthropic.Reply));

        await behind.AskAsync("v1beta/models/b/claude:generateContent", Asked);

        var result = behind.Upstream.Received[0].Json["messages"]![2]!["content"]![0]!;
        Assert.Equal("tool_result", result["type"]!.GetValue<string>());
        Assert.Contains(result["content"]!.AsArray(), static part => JsonNode.DeepEquals(part, JsonNode.Parse("""{"type":"image","source":{"type":"base64","media_type":"image/png","data":"QUJD"}}""")));
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("cohere")]
    public async Task Image_of_a_result_goes_elsewhere_or_is_reported_lost(string type)
    {
        await using var behind = await Behind.StartAsync(type);
        behind.Upstream.Then(Script.Json(WireSample.OpenAI.Reply));

        var (_, _, conversion) = await behind.AskAsync("v1beta/models/b/m:generateContent", Asked);

        Assert.True(behind.Upstream.Received[0].Body.Contains("QUJD", StringComparison.Ordinal) || conversion == "lossy", $"{conversion}: {behind.Upstream.Received[0].Body}");
    }

    [Fact]
    public async Task Gemini_itself_is_given_it_as_it_stands()
    {
        await using var behind = await Behind.StartAsync("gemini", """, "server": { "allow_slow_lane": true }""");
        behind.Upstream.Then(Script.Json(WireSample.Gemini.Reply));

        using var response = await behind.Gateway.PostAsync("v1beta/models/b/m:generateContent", Asked, ("x-parley-lane", "slow"));

        Assert.Equal("QUJD", behind.Upstream.Received[0].Json["contents"]![2]!["parts"]![0]!["functionResponse"]!["parts"]![0]!["inlineData"]!["data"]!.GetValue<string>());
    }
}
