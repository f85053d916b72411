using System.Net;
using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Rest;

/// <summary>Replicate: a prediction is made, and its answer is waited for or streamed from elsewhere.</summary>
public sealed class ReplicateTests
{
    private const string Asked = """{"model":"b/meta/llama","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""";

    [Fact]
    public async Task Prediction_is_asked_for_until_it_is_there()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(Prediction(upstream, "starting", "null"), 201)).Then(Script.Json(Prediction(upstream, "processing", "null")))
            .Then(Script.Json(Prediction(upstream, "succeeded", """["Hello", " there"]""")));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("v1/chat/completions", Asked);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal(("Hello there", "stop"), (answer["choices"]![0]!["message"]!["content"]!.GetValue<string>(), answer["choices"]![0]!["finish_reason"]!.GetValue<string>()));
        Assert.Equal(["/v1/models/meta/llama/predictions", "/v1/predictions/p1", "/v1/predictions/p1"], upstream.Received.Select(static request => request.Target));
        Assert.Equal("""{"input":{"prompt":"Hi","max_tokens":9},"stream":false}""", upstream.Received[0].Body);
        Assert.All(upstream.Received, static request => Assert.Equal("Bearer r8", request.Headers["authorization"]));
    }

    [Fact]
    public async Task Failed_prediction_is_a_fault_with_its_words()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json("""{"id":"p1","status":"failed","output":null,"error":"Out of memory.","urls":{}}""", 201));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("v1/chat/completions", Asked);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("Out of memory.", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Cancelled_prediction_is_called_so()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(Prediction(upstream, "canceled", "null"), 201));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("v1/chat/completions", Asked);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("with the status canceled", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prediction_under_way_that_does_not_repeat_its_address_is_asked_for_at_the_known_one()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(Prediction(upstream, "starting", "null"), 201)).Then(Script.Json("""{"id":"p1","status":"processing","output":null}"""))
            .Then(Script.Json("""{"id":"p1","status":"succeeded","output":["Hello"]}"""));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("v1/chat/completions", Asked);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["/v1/models/meta/llama/predictions", "/v1/predictions/p1", "/v1/predictions/p1"], upstream.Received.Select(static request => request.Target));
    }

    [Fact]
    public async Task Refusal_while_waiting_is_the_providers_own()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(Prediction(upstream, "starting", "null"), 201)).Then(Script.Json("""{"detail":"Slow down.","status":429}""", 429));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("v1/chat/completions", Asked);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Contains("Slow down.", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Stream_comes_from_the_address_in_the_prediction_and_the_key_stays_with_its_host()
    {
        await using var elsewhere = new ScriptedUpstream();
        elsewhere.Then(Script.Stream("event: output\nid: 1\ndata: Hello\n\nevent: output\nid: 2\ndata:  there\n\nevent: output\nid: 3\ndata: \ndata: \n\nevent: done\nid: 4\ndata: {}\n\n", "text/event-stream"));
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json($$"""{"id":"p1","status":"starting","urls":{"stream":"{{elsewhere.Address}}s/p1" } }""", 201));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("v1/chat/completions", Asked.Replace("\"max_tokens\":9", "\"stream\":true", StringComparison.Ordinal));
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("\"content\":\"Hello\"", text, StringComparison.Ordinal);
        Assert.Contains("\"content\":\" there\"", text, StringComparison.Ordinal);
        Assert.Contains("\"content\":\"\\n\"", text, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
        Assert.Equal("""{"input":{"prompt":"Hi"},"stream":true}""", Assert.Single(upstream.Received).Body);
        Assert.False(Assert.Single(elsewhere.Received).Headers.ContainsKey("authorization"));
    }

    [Fact]
    public async Task Error_in_the_stream_is_a_fault()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json($$"""{"id":"p1","urls":{"stream":"{{upstream.Address}}s/p1" } }""", 201)).Then(Script.Stream("event: error\ndata: {\"detail\":\"It broke.\"}\n\n", "text/event-stream"));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("v1/chat/completions", Asked.Replace("\"max_tokens\":9", "\"stream\":true", StringComparison.Ordinal));

        Assert.Contains("It broke.", await response.Content.ReadAsStringAsync());
    }

    private static string Prediction(ScriptedUpstream upstream, string status, string output) =>
        $$$"""{"id":"p1","status":"{{{status}}}","output":{{{output}}},"error":null,"urls":{"get":"{{{upstream.Address}}}v1/predictions/p1"},"metrics":{"input_token_count":7,"output_token_count":2}}""";

    private static Task<RunningGateway> StartAsync(ScriptedUpstream upstream) => RunningGateway.StartAsync($$"""
        { "providers": { "replicate": { "rest": { "poll": { "address": "urls.get", "everyMs": 1 } } } },
          "backends": [ { "id": "b", "type": "replicate", "endpoint": "{{upstream.Address}}", "api_key": "r8" } ] }
        """);
}
