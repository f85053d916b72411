using System.Net;
using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Rest;

/// <summary>A server that is described by the configuration alone, behind the running gateway.</summary>
public sealed class RestTests
{
    private const string Asked = """
        {"model":"b/small","max_tokens":9,"temperature":0.5,"top_p":0.9,
        "messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},{"role":"user","content":"Again"}]}
        """;

    [Fact]
    public async Task Template_is_filled_and_the_answer_read_from_its_places()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json("""{"id":"r1","results":[{"text":"Hello there","why":"max_tokens"}],"usage":{"in":7,"out":2}}"""));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("v1/chat/completions", Asked);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal(("Hello there", "length"), (answer["choices"]![0]!["message"]!["content"]!.GetValue<string>(), answer["choices"]![0]!["finish_reason"]!.GetValue<string>()));
        Assert.Equal(9, answer["usage"]!["total_tokens"]!.GetValue<int>());
        var sent = Assert.Single(upstream.Received);
        Assert.Equal(("/v1/generate/small", "k"), (sent.Target, sent.Headers["x-key"]));
        Assert.Equal("""{"prompt":"User: Hi\n\nAssistant: Hello\n\nUser: Again\n\nAssistant:","system":"Be brief.","limits":{"tokens":9,"heat":0.5},"tag":"model small","fixed":[1,true,null],"stream":false}""", sent.Body);
        Assert.Contains("top_p", string.Join(' ', response.Headers.GetValues("x-parley-conversion-details")));
    }

    [Theory]
    [InlineData("v1/chat/completions", """{"model":"b/small","stream":true,"messages":[{"role":"user","content":"Hi"}]}""", "data: [DONE]\n\n")]
    [InlineData("v1/messages", """{"model":"b/small","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"Hi"}]}""", "data: {\"type\":\"message_stop\"}\n\n")]
    public async Task Stream_is_read_from_its_places(string path, string asked, string end)
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Stream("data: {\"token\":\"Hello\"}\n\ndata: {\"token\":\" there\",\"usage\":{\"out\":2}}\n\ndata: [END]\n\n", "text/event-stream"));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync(path, asked);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("Hello", text, StringComparison.Ordinal);
        Assert.Contains(" there", text, StringComparison.Ordinal);
        Assert.EndsWith(end, text, StringComparison.Ordinal);
        Assert.Contains("\"prompt\":\"Hi\"", Assert.Single(upstream.Received).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_without_its_end_is_never_a_clean_one()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Stream("data: {\"token\":\"Hello\"}\n\n", "text/event-stream"));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("v1/chat/completions", """{"model":"b/small","stream":true,"messages":[{"role":"user","content":"Hi"}]}""");
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("\"error\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, """{"problem":{"text":"Slow down."}}""", HttpStatusCode.TooManyRequests, "Slow down.")]
    [InlineData(401, """{"message":"Who?"}""", HttpStatusCode.Unauthorized, "Who?")]
    [InlineData(200, """{"problem":{"text":"No model."}}""", HttpStatusCode.BadGateway, "No model.")]
    [InlineData(200, "<html>", HttpStatusCode.BadGateway, "not valid JSON")]
    public async Task Error_is_read_from_its_place(int status, string body, HttpStatusCode expected, string message)
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(body, status));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("v1/chat/completions", Asked);

        Assert.Equal(expected, response.StatusCode);
        Assert.Contains(message, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Embeddings_are_refused_in_words()
    {
        await using var upstream = new ScriptedUpstream();
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("v1/embeddings", """{"model":"b/small","input":"Hi"}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("only chats", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Several_answers_and_stop_sequences_are_made_up_for()
    {
        await using var upstream = new ScriptedUpstream();
        for (var i = 0; i < 2; i++)
            upstream.Then(Script.Json("""{"id":"r1","results":[{"text":"One. END of it","why":"stop"}],"usage":{"in":7,"out":2}}"""));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("v1/chat/completions", """{"model":"b/small","n":2,"stop":"END","messages":[{"role":"user","content":"Hi"}]}""");
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal(["One. ", "One. "], answer["choices"]!.AsArray().Select(static choice => choice!["message"]!["content"]!.GetValue<string>()));
        Assert.Equal("adapted", string.Join(' ', response.Headers.GetValues("x-parley-conversion")));
        Assert.Equal(14, answer["usage"]!["prompt_tokens"]!.GetValue<int>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Json_after_a_schema_is_asked_for_in_words_and_checked(bool streams)
    {
        await using var upstream = new ScriptedUpstream();
        foreach (var text in (string[])["Four.", "It is {\\\"a\\\":4}."])
            upstream.Then(streams ? Script.Stream("data: {\"token\":\"" + text + "\"}\n\ndata: [END]\n\n", "text/event-stream") : Script.Json("""{"results":[{"text":"TEXT","why":"stop"}]}""".Replace("TEXT", text, StringComparison.Ordinal)));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("v1/chat/completions", $$"""
            {"model":"b/small","stream":{{(streams ? "true" : "false")}},"messages":[{"role":"user","content":"Hi"}],
            "response_format":{"type":"json_schema","json_schema":{"name":"w","schema":{"type":"object","properties":{"a":{"type":"integer"} },"required":["a"]} } } }
            """);
        var answer = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("\"content\":\"{\\\"a\\\":4}\"", answer, StringComparison.Ordinal);
        Assert.Contains("follows this JSON Schema", upstream.Received[0].Json["system"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("there is no JSON in it", upstream.Received[1].Body, StringComparison.Ordinal);
    }

    private static Task<RunningGateway> StartAsync(ScriptedUpstream upstream) => RunningGateway.StartAsync($$$"""
        {
          "providers": {
            "mine": {
              "dialect": "rest", "baseUrl": "{{{upstream.Address}}}v1/", "auth": { "scheme": "header", "name": "x-key" },
              "rest": {
                "path": "generate/{model}",
                "body": { "prompt": "{prompt}", "system": "{system}", "limits": { "tokens": "{max_tokens}", "heat": "{temperature}", "k": "{top_k}" }, "tag": "model {model}", "fixed": [1, true, null], "stream": "{stream}" },
                "reply": { "text": "results.0.text", "finish": "results.0.why", "input": "usage.in", "output": "usage.out", "id": "id" },
                "stream": { "framing": "sse", "end": "[END]", "places": { "text": "token", "output": "usage.out" } },
                "error": ["problem.text"]
              }
            }
          },
          "backends": [ { "id": "b", "type": "mine", "api_key": "k" } ]
        }
        """);
}
