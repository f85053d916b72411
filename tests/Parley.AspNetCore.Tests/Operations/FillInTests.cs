using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Operations;

/// <summary>Mistral's <c>fim/completions</c>.</summary>
public sealed class FillInTests
{
    private const string Request = """{"model":"b/m","prompt":"def f(","suffix":"return 1","max_tokens":9,"min_tokens":2,"random_seed":3,"stop":["\n\n"],"temperature":0,"foo":1}""";

    private const string Answer = """{"id":"x","object":"chat.completion","created":7,"model":"codestral","choices":[{"index":0,"message":{"role":"assistant","content":"a):","tool_calls":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":4,"completion_tokens":2,"total_tokens":6}}""";

    [Fact]
    public async Task Prompt_and_suffix_reach_Mistral_with_the_members_that_it_knows()
    {
        await using var behind = await Behind.StartAsync("mistral");
        behind.Upstream.Then(Script.Json(Answer));

        var (status, body, conversion) = await behind.AskAsync("v1/fim/completions", Request);

        Assert.Equal(200, status);
        Assert.Equal("/v1/fim/completions", behind.Upstream.Received[0].Target);
        Assert.Equal("""{"model":"m","prompt":"def f(","max_tokens":9,"stop":["\n\n"],"temperature":0,"random_seed":3,"suffix":"return 1","min_tokens":2}""", behind.Upstream.Received[0].Body);
        Assert.Equal("a):", JsonNode.Parse(body)!["choices"]![0]!["message"]!["content"]!.GetValue<string>());
        Assert.StartsWith("lossy", conversion, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_streams_in_the_chunks_of_chat()
    {
        await using var behind = await Behind.StartAsync("mistral");
        behind.Upstream.Then(Script.Stream(
            "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"codestral\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a):\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":2,\"total_tokens\":6}}\n\ndata: [DONE]\n\n",
            "text/event-stream"));

        var (_, body, _) = await behind.AskAsync("v1/fim/completions", """{"model":"b/m","prompt":"def f(","stream":true}""");

        Assert.Contains("\"delta\":{\"content\":\"a):\"}", body);
        Assert.EndsWith("data: [DONE]\n\n", body, StringComparison.Ordinal);
        Assert.Equal("""{"model":"m","prompt":"def f(","stream":true}""", behind.Upstream.Received[0].Body);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    [InlineData("vllm")]
    public async Task Backend_without_it_says_so(string type)
    {
        await using var behind = await Behind.StartAsync(type);

        var (status, body, _) = await behind.AskAsync("v1/fim/completions", Request);

        Assert.Equal(400, status);
        Assert.Equal("unsupported_operation", JsonNode.Parse(body)!["error"]!["code"]!.GetValue<string>());
        Assert.Empty(behind.Upstream.Received);
    }

    [Fact]
    public async Task Echo_cannot_fill_in()
    {
        await using var behind = await Behind.StartAsync("vllm");

        var (status, body, _) = await behind.AskAsync("v1/fim/completions", Request.Replace("b/m", "parley/echo", StringComparison.Ordinal));

        Assert.Equal((400, "unsupported_operation"), (status, JsonNode.Parse(body)!["error"]!["code"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("""{"model":"b/m"}""")]
    [InlineData("""{"model":"b/m","prompt":["a","b"]}""")]
    public async Task Prompt_that_is_no_text_is_refused(string request)
    {
        await using var behind = await Behind.StartAsync("mistral");

        var (status, body, _) = await behind.AskAsync("v1/fim/completions", request);

        Assert.Equal((400, "prompt"), (status, JsonNode.Parse(body)!["error"]!["param"]!.GetValue<string>()));
        Assert.Empty(behind.Upstream.Received);
    }
}
