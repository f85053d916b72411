using System.Text.Json.Nodes;
using Parley.AspNetCore.Tests.Operations;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Emulation;

/// <summary>JSON after a schema from backends that were only asked for it in words.</summary>
public sealed class DemandedJsonTests
{
    private const string Quirks = """, "providers": { "plain": { "extends": "openai-compatible", "quirks": { "structuredOutput": "none" } } }""";

    [Theory]
    [InlineData("{\"city\":\"Rome\",\"degrees\":21}", "{\"city\":\"Rome\",\"degrees\":21}")]
    [InlineData("Sure! Here it is:\n```json\n{\"city\": \"Rome\", \"degrees\": 21,}\n```\nAnything else?", "{\"city\":\"Rome\",\"degrees\":21}")]
    [InlineData("An example is {\"a\":1}. The answer is {\"city\":\"Rome\",\"degrees\":21} as you see.", "{\"city\":\"Rome\",\"degrees\":21}")]
    [InlineData("{\"city\":\"Rome\",\"degrees\":21,\"is_warm\":True} // done", "{\"city\":\"Rome\",\"degrees\":21,\"is_warm\":true}")]
    [InlineData("{\"city\":\"Ro\nme\",\"degrees\":21}", "{\"city\":\"Ro\\nme\",\"degrees\":21}")]
    public async Task Json_is_taken_out_of_what_stands_around_it(string written, string taken)
    {
        await using var behind = await StartAsync();
        behind.Upstream.Then(Script.Json(Reply(written))).Then(Script.Stream(Stream(written), "text/event-stream"));

        var whole = await behind.AskAsync("v1/chat/completions", Asking(stream: false));
        var stream = await behind.AskAsync("v1/chat/completions", Asking(stream: true));

        Assert.Equal(200, whole.Status);
        Assert.Equal(taken, JsonNode.Parse(whole.Body)!["choices"]![0]!["message"]!["content"]!.GetValue<string>());
        Assert.Equal(taken, TextOf(stream.Body));
        Assert.EndsWith("data: [DONE]\n\n", stream.Body, StringComparison.Ordinal);
        Assert.Equal("adapted", whole.Conversion);
    }

    [Fact]
    public async Task Answer_that_does_not_fit_is_asked_for_again_and_both_are_counted()
    {
        await using var behind = await StartAsync();
        behind.Upstream.Then(Script.Json(Reply("It is 21 degrees in Rome."))).Then(Script.Json(Reply("{\"city\":\"Rome\",\"degrees\":21}")));

        var (status, body, _) = await behind.AskAsync("v1/chat/completions", Asking(stream: false));

        Assert.Equal(200, status);
        Assert.Equal(20, JsonNode.Parse(body)!["usage"]!["total_tokens"]!.GetValue<int>());
        var again = behind.Upstream.Received[1].Json["messages"]!.AsArray();
        Assert.Equal("It is 21 degrees in Rome.", again[^2]!["content"]!.GetValue<string>());
        Assert.Contains("there is no JSON in it", again[^1]!["content"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(14, (await behind.Gateway.Settled.NextAsync()).Usage.TotalInput);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Prose_is_never_the_answer(bool stream)
    {
        await using var behind = await StartAsync();
        for (var i = 0; i < 2; i++)
            behind.Upstream.Then(stream ? Script.Stream(Stream("{\"city\":\"Rome\"}"), "text/event-stream") : Script.Json(Reply("{\"city\":\"Rome\"}")));

        var (status, body, _) = await behind.AskAsync("v1/chat/completions", Asking(stream));

        Assert.Equal(502, status);
        var error = JsonNode.Parse(body)!["error"]!;
        Assert.Equal("json_schema_violation", error["code"]!.GetValue<string>());
        Assert.Contains("$ lacks the member degrees", error["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(2, behind.Upstream.Received.Count);
    }

    [Fact]
    public async Task Call_of_a_tool_is_an_answer_of_its_own_kind()
    {
        await using var behind = await StartAsync();
        behind.Upstream.Then(Script.Json("""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":"{}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}"""));

        var (status, body, _) = await behind.AskAsync("v1/chat/completions", Asking(stream: false));

        Assert.Equal(200, status);
        Assert.Equal("call_1", JsonNode.Parse(body)!["choices"]![0]!["message"]!["tool_calls"]![0]!["id"]!.GetValue<string>());
    }

    private static Task<Behind> StartAsync() => Behind.StartAsync("plain", Quirks);

    private static string Asking(bool stream) =>
        $$"""
        {"model":"b/m","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Weather?"}],"response_format":{"type":"json_schema","json_schema":{"name":"w","schema":
          {"type":"object","properties":{"city":{"type":"string"},"degrees":{"$ref":"#/$defs/d"},"is_warm":{"type":"boolean"} },"required":["city","degrees"],"additionalProperties":false,"$defs":{"d":{"type":"integer","maximum":60} } } } } }
        """;

    private static string Reply(string text) =>
        $$"""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":{{JsonValue.Create(text)!.ToJsonString()}} },"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10} }""";

    private static string Stream(string text)
    {
        var events = new System.Text.StringBuilder();
        foreach (var piece in text.Chunk(5))
            events.Append($$"""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":{{JsonValue.Create(new string(piece))!.ToJsonString()}} },"finish_reason":null}] }""").Append("\n\n");
        return events.Append("""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""").Append("\n\ndata: [DONE]\n\n").ToString();
    }

    private static string TextOf(string events) => string.Concat(events.Split('\n').Where(static line => line.StartsWith("data: {", StringComparison.Ordinal))
        .Select(static line => JsonNode.Parse(line["data: ".Length..])!["choices"]!.AsArray().FirstOrDefault()?["delta"]?["content"]?.GetValue<string>() ?? ""));
}
