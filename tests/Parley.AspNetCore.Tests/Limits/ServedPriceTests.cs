using System.Text.Json.Nodes;
using Parley.Dialects.Conversation;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Limits;

/// <summary>What calls cost by the way in which they were served, and by what was done for them beside writing; and of answers that were broken off.</summary>
public sealed class ServedPriceTests
{
    private const string OpenAI = "\"type\": \"openai-compatible\"";
    private const string Anthropic = "\"type\": \"anthropic\", \"api_key\": \"k\"";
    private const string Responses = "\"type\": \"openai\", \"api_key\": \"k\"";

    private const string ChatAsked = """{"model":"b/m","messages":[{"role":"user","content":"Hi"}]}""";
    private const string MessageAsked = """{"model":"b/m","max_tokens":5,"messages":[{"role":"user","content":"Hi"}]}""";

    [Theory]
    [InlineData("", ",\"service_tier\":\"priority\"", "20")]
    [InlineData(",\"service_tier\":\"priority\"", ",\"service_tier\":\"default\"", "10")]
    [InlineData(",\"service_tier\":\"flex\"", "", "10")]
    [InlineData(",\"service_tier\":\"auto\"", "", "10")]
    [InlineData("", ",\"service_tier\":\"on_demand\"", "10")]
    public async Task Tier_that_served_counts_before_the_one_that_was_asked_for(string asked, string served, string cost)
    {
        var reply = $$"""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000000,"completion_tokens":0,"total_tokens":1000000}{{served}}}""";
        var stream = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":null}]" + served + "}\n\n"
            + "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
            + "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":1000000,\"completion_tokens\":0,\"total_tokens\":1000000}}\n\ndata: [DONE]\n\n";
        await using var server = new ScriptedUpstream { Otherwise = request => request.Body.Contains("\"stream\":true", StringComparison.Ordinal) ? Script.Stream(stream, "text/event-stream") : Script.Json(reply) };
        await using var gateway = await StartAsync(server, OpenAI);

        Assert.Equal(cost, await CostAsync(gateway, "v1/chat/completions", With(ChatAsked, asked)));
        Assert.Equal(cost, await CostAsync(gateway, "v1/chat/completions", With(ChatAsked, asked + ",\"stream\":true")));
        Assert.Equal(cost, await CostAsync(gateway, "v1/messages", With(MessageAsked, asked)));
        Assert.Equal(cost, await CostAsync(gateway, "v1/messages", With(MessageAsked, asked + ",\"stream\":true")));
    }

    [Fact]
    public async Task Tier_that_was_asked_for_and_not_passed_on_counts_for_nothing()
    {
        await using var server = new ScriptedUpstream { Otherwise = static _ => Script.Json("""{"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"Hi"},"done":true,"done_reason":"stop","prompt_eval_count":1000000,"eval_count":0}""") };
        await using var gateway = await StartAsync(server, "\"type\": \"ollama\"");

        Assert.Equal("10", await CostAsync(gateway, "v1/chat/completions", With(ChatAsked, ",\"service_tier\":\"priority\"")));
    }

    [Theory]
    [InlineData("v1/messages")]
    [InlineData("v1/chat/completions")]
    public async Task Searches_that_a_provider_counts_are_paid_for(string path)
    {
        const string Reply = """{"id":"m","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","usage":{"input_tokens":0,"output_tokens":0,"server_tool_use":{"web_search_requests":3},"service_tier":"standard"}}""";
        await using var server = new ScriptedUpstream { Otherwise = static _ => Script.Json(Reply) };
        await using var gateway = await StartAsync(server, Anthropic);

        Assert.Equal("3", await CostAsync(gateway, path, path == "v1/messages" ? MessageAsked : ChatAsked));
    }

    [Theory]
    [InlineData("v1/responses", """{"model":"b/m","input":"Hi"}""")]
    [InlineData("v1/responses", """{"model":"b/m","input":"Hi","stream":true}""")]
    public async Task Searches_that_an_output_shows_are_paid_for_and_opened_pages_are_not(string path, string asked)
    {
        const string Response = """{"id":"r","object":"response","created_at":1,"status":"completed","model":"m","output":[{"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","query":"x"}},{"id":"ws_2","type":"web_search_call","status":"completed","action":{"type":"open_page","url":"http://x"}},{"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"a \"web_search_call\"","annotations":[]}]}],"usage":{"input_tokens":0,"output_tokens":0,"total_tokens":0},"service_tier":"default"}""";
        const string Stream = "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"r\",\"object\":\"response\",\"created_at\":1,\"status\":\"in_progress\",\"model\":\"m\",\"output\":[],\"service_tier\":\"auto\"}}\n\n"
            + "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"item_id\":\"msg_1\",\"output_index\":2,\"content_index\":0,\"delta\":\"a\"}\n\n"
            + "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":" + Response + "}\n\n";
        await using var server = new ScriptedUpstream { Otherwise = static request => request.Body.Contains("\"stream\":true", StringComparison.Ordinal) ? Script.Stream(Stream, "text/event-stream") : Script.Json(Response) };
        await using var gateway = await StartAsync(server, Responses);

        Assert.Equal("1", await CostAsync(gateway, path, asked));
    }

    [Fact]
    public async Task Vectors_cost_what_their_prompt_does()
    {
        await using var server = new ScriptedUpstream { Otherwise = static _ => Script.Json("""{"object":"list","model":"m","data":[{"object":"embedding","index":0,"embedding":[0.5]}],"usage":{"prompt_tokens":500000,"total_tokens":500000}}""") };
        await using var gateway = await StartAsync(server, OpenAI);

        Assert.Equal("5", await CostAsync(gateway, "v1/embeddings", """{"model":"b/m","input":"Hi"}"""));
    }

    [Theory]
    [InlineData("openai", "v1/chat/completions")]
    [InlineData("openai", "v1/messages")]
    [InlineData("anthropic", "v1/messages")]
    [InlineData("anthropic", "v1/chat/completions")]
    public async Task Stream_that_breaks_off_is_estimated_by_what_came_of_it(string provider, string path)
    {
        var text = new string('x', 4000);
        var begun = provider == "openai"
            ? $"data: {{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{{\"index\":0,\"delta\":{{\"role\":\"assistant\",\"content\":\"\"}},\"finish_reason\":null}}]}}\n\ndata: {{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}},\"finish_reason\":null}}]}}\n\n"
            : $"event: message_start\ndata: {{\"type\":\"message_start\",\"message\":{{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"usage\":{{\"input_tokens\":7,\"output_tokens\":1}}}}}}\n\nevent: content_block_start\ndata: {{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{{\"type\":\"text\",\"text\":\"\"}}}}\n\nevent: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{{\"type\":\"text_delta\",\"text\":\"a\"}}}}\n\nevent: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{{\"type\":\"text_delta\",\"text\":\"{text}\"}}}}\n\n";
        await using var server = new ScriptedUpstream { Otherwise = _ => Script.Stream().Chunk(begun).ThenClose() };
        await using var gateway = await StartAsync(server, provider == "openai" ? OpenAI : Anthropic);

        using var reply = await gateway.PostAsync(path, With(path == "v1/messages" ? MessageAsked : ChatAsked, ",\"stream\":true"));
        await reply.Content.ReadAsStringAsync();

        var attempt = Assert.Single((await gateway.Settled.NextAsync()).Attempts);
        Assert.NotNull(attempt.Fault);
        Assert.Equal(TokenCountQuality.Estimated, attempt.Usage.Output.Quality);
        Assert.InRange(attempt.Usage.Output.Tokens, 900, 1100);
        Assert.True(attempt.Usage.Input.Tokens > 0);
    }

    private static string With(string asked, string more) => asked[..^1] + more + "}";

    private static Task<RunningGateway> StartAsync(ScriptedUpstream server, string backend) => RunningGateway.StartAsync($$"""
        {
          "backends": [ { "id": "b", {{backend}}, "endpoint": "{{server.Address}}", "retry": { "max_retries": 0 } } ],
          "prices": [ { "model": "*", "input": 10, "output": 10, "per_search": 1, "priority": { "share": 2 }, "flex": { "share": 0.5 } } ]
        }
        """);

    private static async Task<string> CostAsync(RunningGateway gateway, string path, string asked)
    {
        using var reply = await gateway.PostAsync(path, asked);
        await reply.Content.ReadAsStringAsync();
        await gateway.Settled.NextAsync();
        var decision = JsonNode.Parse(await gateway.Client.GetStringAsync($"admin/requests/{reply.Headers.GetValues("x-parley-request-id").Single()}/decision"))!;
        return decision["attempts"]![0]!["cost"]?.GetValue<decimal>().ToString("0.######", System.Globalization.CultureInfo.InvariantCulture) ?? decision.ToJsonString();
    }
}
