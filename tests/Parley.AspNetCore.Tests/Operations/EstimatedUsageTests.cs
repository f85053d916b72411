using System.Text.Json.Nodes;
using Parley.Dialects.Conversation;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Operations;

/// <summary>Answers of backends that do not say what was used: what was written is estimated like the prompt.</summary>
public sealed class EstimatedUsageTests
{
    /// <summary>Forty bytes: ten tokens.</summary>
    private const string Text = "0123456789012345678901234567890123456789";

    [Theory]
    [InlineData("v1/messages", """{"model":"b/m","max_tokens":100,"messages":[{"role":"user","content":"Hello there"}]}""", "output_tokens")]
    [InlineData("v1/responses", """{"model":"b/m","input":"Hello there"}""", "output_tokens")]
    [InlineData("v2/chat", """{"model":"b/m","messages":[{"role":"user","content":"Hello there"}]}""", "output_tokens")]
    [InlineData("api/chat", """{"model":"b/m","stream":false,"messages":[{"role":"user","content":"Hello there"}]}""", "eval_count")]
    [InlineData("v1beta/models/b/m:generateContent", """{"contents":[{"role":"user","parts":[{"text":"Hello there"}]}]}""", "candidatesTokenCount")]
    public async Task Whole_answer_has_an_estimate(string path, string request, string member)
    {
        await using var behind = await Behind.StartAsync("openai-compatible");
        behind.Upstream.Then(Script.Json($$$"""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"{{{Text}}}"},"finish_reason":"stop"}]}"""));

        var (status, body, _) = await behind.AskAsync(path, request);

        Assert.Equal(200, status);
        Assert.Contains($"\"{member}\":10", JsonNode.Parse(body)!.ToJsonString(), StringComparison.Ordinal);
        var usage = (await behind.Gateway.Settled.NextAsync()).Usage;
        Assert.Equal(TokenCount.Estimated(10), usage.Output);
        Assert.Equal(TokenCountQuality.Estimated, usage.Input.Quality);
    }

    [Fact]
    public async Task Stream_has_an_estimate_before_its_end()
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Script.Stream($$$"""
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{Text}}}"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null}}

            event: message_stop
            data: {"type":"message_stop"}


            """, "text/event-stream"));

        var (_, body, _) = await behind.AskAsync("v1/chat/completions", """{"model":"b/m","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Hello there"}]}""");

        Assert.Contains("\"completion_tokens\":10", body, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", body, StringComparison.Ordinal);
        Assert.Equal(TokenCount.Estimated(10), (await behind.Gateway.Settled.NextAsync()).Usage.Output);
    }

    [Fact]
    public async Task Count_of_the_backend_stands()
    {
        await using var behind = await Behind.StartAsync("openai-compatible");
        behind.Upstream.Then(Script.Json($$$"""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"{{{Text}}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":0,"total_tokens":3}}"""));

        var (_, body, _) = await behind.AskAsync("v1/messages", """{"model":"b/m","max_tokens":100,"messages":[{"role":"user","content":"Hello there"}]}""");

        Assert.Contains("\"output_tokens\":0", body, StringComparison.Ordinal);
    }
}
