using System.Text.Json.Nodes;
using Parley.AspNetCore.Tests.Operations;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Emulation;

/// <summary>JSON after a schema from backends that hold their models to it, in another dialect than the caller's.</summary>
public sealed class NativeJsonTests
{
    private const string Good = "{\"city\":\"Rome\",\"degrees\":21}";

    /// <summary>Fits all that Gemini's schemas can say: that a number is even is told in the description.</summary>
    private const string Odd = "{\"city\":\"Rome\",\"degrees\":21,\"even\":3}";

    [Fact]
    public async Task Constraint_that_the_backend_cannot_take_is_checked_and_asked_for_again()
    {
        await using var behind = await Behind.StartAsync("gemini");
        behind.Upstream.Then(Script.Json(Reply(Odd))).Then(Script.Json(Reply(Good)));

        var (status, body, conversion) = await behind.AskAsync("v1/chat/completions", Asking(stream: false));

        Assert.Equal((200, "adapted"), (status, conversion));
        Assert.Equal(Good, JsonNode.Parse(body)!["choices"]![0]!["message"]!["content"]!.GetValue<string>());
        var again = behind.Upstream.Received[1].Json["contents"]!.AsArray();
        Assert.Equal(Odd, again[^2]!["parts"]![0]!["text"]!.GetValue<string>());
        Assert.Contains("$.even", again[^1]!["parts"]![0]!["text"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotNull(behind.Upstream.Received[1].Json["generationConfig"]!["responseSchema"]);
    }

    [Fact]
    public async Task Answer_that_never_fits_is_a_fault()
    {
        await using var behind = await Behind.StartAsync("gemini");
        behind.Upstream.Then(Script.Json(Reply(Odd))).Then(Script.Json(Reply(Odd)));

        var (status, body, _) = await behind.AskAsync("v1/chat/completions", Asking(stream: false));

        Assert.Equal(502, status);
        Assert.Equal("json_schema_violation", JsonNode.Parse(body)!["error"]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Stream_that_fits_flows_as_it_comes()
    {
        await using var behind = await Behind.StartAsync("gemini");
        behind.Upstream.Then(Script.Stream(Stream(Good), "text/event-stream"));

        var (status, body, _) = await behind.AskAsync("v1/chat/completions", Asking(stream: true));

        Assert.Equal(200, status);
        Assert.True(body.Split("\"content\":\"").Length > 4, body);
        Assert.EndsWith("data: [DONE]\n\n", body, StringComparison.Ordinal);
        Assert.Single(behind.Upstream.Received);
    }

    [Theory]
    [InlineData("Sure! ```json\n{\"city\":\"Rome\",\"degrees\":21,}\n```")]
    [InlineData("<think>{\"city\":\"Oslo\",\"degrees\":2}</think>{\"city\":\"Rome\",\"degrees\":21}")]
    public async Task Answer_is_found_in_what_was_written_and_the_caller_hears_of_it(string written)
    {
        await using var behind = await Behind.StartAsync("gemini");
        behind.Upstream.Then(Script.Json(Reply(written)));

        using var response = await behind.Gateway.PostAsync("v1/chat/completions", Asking(stream: false));

        Assert.Equal(Good, JsonNode.Parse(await response.Content.ReadAsStringAsync())!["choices"]![0]!["message"]!["content"]!.GetValue<string>());
        Assert.Contains("emulated response_format", string.Join(' ', response.Headers.GetValues("x-parley-conversion-details")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai-compatible", "v1/chat/completions", "", """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"It is warm."},"finish_reason":"stop"}]}""")]
    [InlineData("cohere", "v2/chat", "response_format", """{"id":"c","message":{"role":"assistant","content":[{"type":"text","text":"It is warm."}]},"finish_reason":"COMPLETE"}""")]
    public async Task Prose_of_a_backend_that_passed_over_the_callers_own_words_is_a_fault(string type, string path, string cohere, string prose)
    {
        await using var behind = await Behind.StartAsync(type);
        behind.Upstream.Then(Script.Json(prose)).Then(Script.Json(prose));

        var (status, body, _) = await behind.AskAsync(path, cohere.Length == 0 ? Asking(stream: false) : """{"model":"b/m","messages":[{"role":"user","content":"Weather?"}],"response_format":{"type":"json_object","json_schema":{"type":"object","required":["city"]}}}""");

        Assert.Equal(502, status);
        Assert.Contains("did not answer in the JSON", body, StringComparison.Ordinal);
        Assert.Contains("json_schema", behind.Upstream.Received[0].Json["response_format"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_of_prose_in_the_callers_own_dialect_ends_in_the_fault()
    {
        await using var behind = await Behind.StartAsync("openai-compatible");
        behind.Upstream.Then(Script.Stream("""
            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"It is warm."},"finish_reason":null}]}

            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

            data: [DONE]


            """, "text/event-stream"));

        var (_, body, _) = await behind.AskAsync("v1/chat/completions", Asking(stream: true));

        Assert.Contains("json_schema_violation", body, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai", true)]
    [InlineData("openai-compatible", false)]
    public async Task Answer_that_was_demanded_in_the_callers_own_words_passes_as_it_is(string type, bool isProse)
    {
        await using var behind = await Behind.StartAsync(type);
        var reply = """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"TEXT"},"finish_reason":"stop"}]}""".Replace("TEXT", isProse ? "It is warm." : Good.Replace("\"", "\\\"", StringComparison.Ordinal), StringComparison.Ordinal);
        behind.Upstream.Then(Script.Json(reply));

        var (status, body, conversion) = await behind.AskAsync("v1/chat/completions", Asking(stream: false));

        Assert.Equal((200, "exact"), (status, conversion));
        Assert.Equal(isProse ? "It is warm." : Good, JsonNode.Parse(body)!["choices"]![0]!["message"]!["content"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("v1/chat/completions")]
    [InlineData("v1/responses")]
    public async Task Stream_that_does_not_fit_ends_in_the_fault(string path)
    {
        await using var behind = await Behind.StartAsync("gemini");
        behind.Upstream.Then(Script.Stream(Stream(Odd), "text/event-stream"));

        var (status, body, _) = await behind.AskAsync(path, path.EndsWith("responses", StringComparison.Ordinal) ? Responses : Asking(stream: true));

        Assert.Equal(200, status);
        Assert.Contains("json_schema_violation", body, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", body, StringComparison.Ordinal);
        Assert.DoesNotContain("finish_reason\":\"stop", body, StringComparison.Ordinal);
        Assert.DoesNotContain("response.completed", body, StringComparison.Ordinal);
        Assert.Equal(7, (await behind.Gateway.Settled.NextAsync()).Usage.TotalInput);
    }

    [Theory]
    [InlineData("MAX_TOKENS", "{\"city\":\"Ro", 200)]
    [InlineData("SAFETY", "", 200)]
    [InlineData("STOP", "{\"city\":\"Ro", 502)]
    public async Task Answer_that_was_cut_says_so_by_its_ending(string ending, string text, int expected)
    {
        await using var behind = await Behind.StartAsync("gemini");
        behind.Upstream.Then(Script.Json(Reply(text, ending))).Then(Script.Json(Reply(text, ending)));

        var (status, _, _) = await behind.AskAsync("v1/chat/completions", Asking(stream: false));

        Assert.Equal(expected, status);
        Assert.Equal(expected == 200 ? 1 : 2, behind.Upstream.Received.Count);
    }

    [Fact]
    public async Task Waived_demand_is_not_checked()
    {
        await using var behind = await Behind.StartAsync("gemini");
        behind.Upstream.Then(Script.Json(Reply(Odd)));

        var (status, _, _) = await behind.AskAsync("v1/chat/completions", Asking(stream: false).Replace("\"name\":\"w\"", "\"name\":\"w\",\"strict\":false", StringComparison.Ordinal));

        Assert.Equal(200, status);
    }

    [Fact]
    public async Task Own_words_of_the_caller_are_the_backends_affair()
    {
        await using var behind = await Behind.StartAsync("openai");
        behind.Upstream.Then(Script.Json("""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"prose"},"finish_reason":"stop"}]}"""));

        var (status, body, _) = await behind.AskAsync("v1/chat/completions", Asking(stream: false));

        Assert.Equal(200, status);
        Assert.Contains("prose", body, StringComparison.Ordinal);
    }

    private const string Schema = """{"type":"object","properties":{"city":{"type":"string"},"degrees":{"type":"integer"},"even":{"type":"integer","multipleOf":2}},"required":["city","degrees"],"additionalProperties":false}""";

    private static string Responses => $$"""{"model":"b/m","stream":true,"input":"Weather?","text":{"format":{"type":"json_schema","name":"w","schema":{{Schema}} } } }""";

    private static string Asking(bool stream) =>
        $$"""{"model":"b/m","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Weather?"}],"response_format":{"type":"json_schema","json_schema":{"name":"w","schema":{{Schema}} } } }""";

    private static string Reply(string text, string ending = "STOP") =>
        $$"""{"candidates":[{"content":{"parts":[{"text":{{JsonValue.Create(text)!.ToJsonString()}} }],"role":"model"},"finishReason":"{{ending}}","index":0}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":3,"totalTokenCount":10},"modelVersion":"m","responseId":"r"}""";

    private static string Stream(string text)
    {
        var pieces = text.Chunk(6).Select(static piece => new string(piece)).ToList();
        return string.Concat(pieces.Select((piece, index) =>
        {
            var end = index == pieces.Count - 1 ? "\"finishReason\":\"STOP\"," : "";
            return $$"""data: {"candidates":[{"content":{"parts":[{"text":{{JsonValue.Create(piece)!.ToJsonString()}} }],"role":"model"},{{end}}"index":0}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":3,"totalTokenCount":10},"modelVersion":"m","responseId":"r"}""" + "\r\n\r\n";
        }));
    }
}
