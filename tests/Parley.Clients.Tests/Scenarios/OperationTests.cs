using Parley.AspNetCore.Tests;
using Parley.Clients.Tests.Staging;
using Parley.TestKit.Upstream;

namespace Parley.Clients.Tests.Scenarios;

/// <summary>What is no chat, by official clients: OpenAI's older completions, Cohere's vectors and orders of documents.</summary>
public sealed class OperationTests(Stage stage)
{
    private const string Vectors = """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[1,0.5]},{"object":"embedding","index":1,"embedding":[0.25,-2]}],"model":"m","usage":{"prompt_tokens":4,"total_tokens":4}}""";

    private const string CohereVectors = """{"id":"e1","embeddings":{"float":[[1,0.5],[0.25,-2]]},"texts":["one","two"],"meta":{"api_version":{"version":"2"},"billed_units":{"input_tokens":4}},"response_type":"embeddings_by_type"}""";

    private const string Chunks = "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Blue\"},\"finish_reason\":null}]}\n\n"
        + "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" sky\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    [Fact]
    public async Task OpenAI_client_completes_where_the_backend_only_chats()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Stream(Chunks, "text/event-stream"))
            .Then(Script.Json("""{"id":"chatcmpl-1","object":"chat.completion","created":7,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Blue sky"},"finish_reason":"length"}],"usage":{"prompt_tokens":2,"completion_tokens":2,"total_tokens":4}}"""));
        await using var gateway = await BeforeAsync("groq", upstream);

        var streamed = await stage.CallAsync("openai", gateway.Address, new { operation = "completions", @params = new { model = "b/m", prompt = "Why? ", stream = true, echo = true } });
        var whole = await stage.CallAsync("openai", gateway.Address, new { operation = "completions", @params = new { model = "b/m", prompt = "Why? ", max_tokens = 2 } });

        Assert.Equal("Why? Blue sky", string.Concat(streamed.EnumerateArray().Select(static chunk => chunk.GetProperty("choices")[0].GetProperty("text").GetString())));
        Assert.Equal("stop", streamed.EnumerateArray().Last().GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(("text_completion", "Blue sky", "length"), (whole.GetProperty("object").GetString(), whole.GetProperty("choices")[0].GetProperty("text").GetString(), whole.GetProperty("choices")[0].GetProperty("finish_reason").GetString()));
        Assert.Equal(4, whole.GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Theory]
    [InlineData("openai", Vectors)]
    [InlineData("cohere", CohereVectors)]
    public async Task Cohere_client_embeds_in_either_version(string type, string answer)
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Otherwise = _ => Script.Json(answer);
        await using var gateway = await BeforeAsync(type, upstream);
        var asked = new { model = "b/m", texts = (string[])["one", "two"], inputType = "search_query" };

        var second = await stage.CallAsync("cohere", gateway.Address, new { operation = "embed", version = 2, @params = new { asked.model, asked.texts, asked.inputType, embeddingTypes = (string[])["float"] } });
        var first = await stage.CallAsync("cohere", gateway.Address, new { operation = "embed", version = 1, @params = asked });

        Assert.Equal("[[1,0.5],[0.25,-2]]", second.GetProperty("embeddings").GetProperty("float").GetRawText());
        Assert.Equal("[[1,0.5],[0.25,-2]]", first.GetProperty("embeddings").GetRawText());
        Assert.Equal(4, second.GetProperty("meta").GetProperty("billedUnits").GetProperty("inputTokens").GetInt32());
        Assert.Equal("""["one","two"]""", first.GetProperty("texts").GetRawText());
    }

    [Theory]
    [InlineData("vllm", """{"id":"r","model":"m","usage":{"total_tokens":6},"results":[{"index":1,"document":{"text":"two"},"relevance_score":0.875}]}""")]
    [InlineData("voyage", """{"object":"list","data":[{"relevance_score":0.875,"index":1,"document":"two"}],"model":"m","usage":{"total_tokens":6}}""")]
    [InlineData("cohere", """{"id":"r","results":[{"index":1,"relevance_score":0.875}],"meta":{"api_version":{"version":"2"},"billed_units":{"search_units":1}}}""")]
    public async Task Cohere_client_orders_in_either_version(string type, string answer)
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Otherwise = _ => Script.Json(answer);
        await using var gateway = await BeforeAsync(type, upstream);

        foreach (var version in (int[])[1, 2])
        {
            var order = await stage.CallAsync("cohere", gateway.Address, new { operation = "rerank", version, @params = new { model = "b/m", query = "q", documents = (string[])["one", "two"], topN = 1 } });

            var result = Assert.Single(order.GetProperty("results").EnumerateArray());
            Assert.Equal((1, 0.875), (result.GetProperty("index").GetInt32(), result.GetProperty("relevanceScore").GetDouble()));
        }
    }

    [Fact]
    public async Task OpenAI_client_embeds_with_Cohere()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Otherwise = _ => Script.Json(CohereVectors);
        await using var gateway = await BeforeAsync("cohere", upstream);

        var vectors = await stage.CallAsync("openai", gateway.Address, new { operation = "embeddings", @params = new { model = "b/m", input = (string[])["one", "two"] } });

        Assert.Equal(["[1,0.5]", "[0.25,-2]"], vectors.GetProperty("data").EnumerateArray().Select(static item => item.GetProperty("embedding").GetRawText()));
    }

    [Theory]
    [InlineData("openai", """{"id":"c","object":"chat.completion","created":7,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"{\"city\":\"Paris\",\"sky\":null,\"highs\":[21.5]}"},"finish_reason":"stop"}]}""")]
    [InlineData("anthropic", """{"id":"m","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"{\"city\":\"Paris\",\"sky\":null,\"highs\":[21.5]}"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}""")]
    [InlineData("gemini", """{"candidates":[{"content":{"role":"model","parts":[{"text":"{\"city\":\"Paris\",\"sky\":null,\"highs\":[21.5]}"}]},"finishReason":"STOP"}]}""")]
    [InlineData("ollama", """{"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"{\"city\":\"Paris\",\"sky\":null,\"highs\":[21.5]}"},"done":true,"done_reason":"stop"}""")]
    public async Task OpenAI_client_parses_after_a_schema_of_zod(string type, string answer)
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Otherwise = _ => Script.Json(answer);
        await using var gateway = await BeforeAsync(type, upstream);

        var parsed = await stage.CallAsync("openai", gateway.Address, new { operation = "parse", @params = new { model = "b/m" } });

        Assert.Equal("""{"city":"Paris","sky":null,"highs":[21.5]}""", parsed.GetRawText());
    }

    [Fact]
    public async Task OpenAI_client_parses_a_stream_after_a_schema_of_zod()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Otherwise = _ => Script.Stream(
            "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"{\\\"city\\\":\\\"Paris\\\",\"},\"done\":false}\n{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\\\"sky\\\":null,\\\"highs\\\":[]}\"},\"done\":true,\"done_reason\":\"stop\"}\n",
            "application/x-ndjson");
        await using var gateway = await BeforeAsync("ollama", upstream);

        var parsed = await stage.CallAsync("openai", gateway.Address, new { operation = "parse", @params = new { model = "b/m", stream = true } });

        Assert.Equal("""{"city":"Paris","sky":null,"highs":[]}""", parsed.GetRawText());
    }

    [Theory]
    [InlineData("cohere", CohereVectors)]
    [InlineData("mistral", """{"id":"e","object":"list","data":[{"object":"embedding","index":0,"embedding":[1,0.5]},{"object":"embedding","index":1,"embedding":[0.25,-2]}],"model":"m","usage":{"prompt_tokens":4,"total_tokens":4,"completion_tokens":0}}""")]
    public async Task Mistral_client_embeds(string type, string answer)
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Otherwise = _ => Script.Json(answer);
        await using var gateway = await BeforeAsync(type, upstream);

        var vectors = await stage.CallAsync("mistral", gateway.Address, new { operation = "embeddings", @params = new { model = "b/m", inputs = (string[])["one", "two"] } });

        Assert.Equal(["[1,0.5]", "[0.25,-2]"], vectors.GetProperty("data").EnumerateArray().Select(static item => item.GetProperty("embedding").GetRawText()));
        Assert.Equal(4, vectors.GetProperty("usage").GetProperty("promptTokens").GetInt32());
    }

    [Fact]
    public async Task Mistral_client_fills_in_the_middle()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json("""{"id":"f","object":"chat.completion","created":7,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"return 1"},"finish_reason":"stop"}],"usage":{"prompt_tokens":2,"completion_tokens":2,"total_tokens":4}}"""));
        await using var gateway = await BeforeAsync("mistral", upstream);

        var filled = await stage.CallAsync("mistral", gateway.Address, new { operation = "fim", @params = new { model = "b/codestral-latest", prompt = "def f(): ", suffix = "\n" } });

        Assert.Equal("return 1", filled.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("/v1/fim/completions", Assert.Single(upstream.Received).Target);
    }

    private static Task<RunningGateway> BeforeAsync(string type, ScriptedUpstream upstream) => RunningGateway.StartAsync($$"""
        { "backends": [ { "id": "b", "type": "{{type}}", "endpoint": "{{upstream.Address}}", "api_key": "sk-b" } ] }
        """);
}
