using System.Text.Json.Nodes;
using Parley.TestKit;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Operations;

/// <summary>The plain conversation from a caller, and between two gateways.</summary>
public sealed class PlainTests
{
    private const string Ask = """{"model":"b/m","messages":[{"role":"user","content":"Hi"}]}""";

    [Fact]
    public async Task Caller_is_answered_by_a_backend_of_another_dialect()
    {
        await using var behind = await Behind.StartAsync("openai");
        behind.Upstream.Then(Script.Json(WireSample.OpenAI.Reply));

        var (status, body, conversion) = await behind.AskAsync("v1/conversation", Ask);

        Assert.Equal((200, "exact"), (status, conversion));
        Assert.Equal("""{"model":"m","messages":[{"role":"user","content":"Hi"}]}""", behind.Upstream.Received[0].Body);
        var choice = JsonNode.Parse(body)!["choices"]![0]!;
        Assert.Equal("Hello there", choice["content"]![0]!["text"]!.GetValue<string>());
        Assert.Equal("""{"tokens":7,"quality":"exact"}""", JsonNode.Parse(body)!["usage"]!["input"]!.ToJsonString());
    }

    [Fact]
    public async Task Streamed_answer_ends_with_done()
    {
        await using var behind = await Behind.StartAsync("openai");
        behind.Upstream.Then(Script.Stream(WireSample.OpenAI.Stream, "text/event-stream"));

        var (status, body, _) = await behind.AskAsync("v1/conversation", Ask.Replace("\"model\"", "\"stream\":true,\"model\"", StringComparison.Ordinal));

        Assert.Equal(200, status);
        Assert.Contains("event: text\ndata: {\"type\":\"text\",\"choice\":0,\"part\":0,\"text\":\"Hello\"}\n\n", body, StringComparison.Ordinal);
        Assert.EndsWith("event: done\ndata: {\"type\":\"done\"}\n\n", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model":"b/m"}""", "messages")]
    [InlineData("""{"model":"b/m","messages":[{"role":"boss"}]}""", "messages[0].role")]
    public async Task Request_that_cannot_be_read_is_a_400_with_its_place(string request, string place)
    {
        await using var behind = await Behind.StartAsync("openai");

        var (status, body, _) = await behind.AskAsync("v1/conversation", request);

        var error = JsonNode.Parse(body)!["error"]!;
        Assert.Equal((400, "invalid_request", place, "gateway"), (status, error["type"]!.GetValue<string>(), error["param"]!.GetValue<string>(), error["source"]!.GetValue<string>()));
        Assert.StartsWith("req_", error["request_id"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(behind.Upstream.Received);
    }

    [Theory]
    [InlineData("v1/chat/completions", "openai", """{"model":"outer/b/m","messages":[{"role":"developer","content":"Be brief."},{"role":"user","name":"ann","content":"Hi"}],"web_search_options":{},"logit_bias":{"1":2}}""")]
    [InlineData("v1/messages", "anthropic", """{"model":"outer/b/m","max_tokens":9,"system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":"Hi"}],"container":"c"}""")]
    public async Task Gateway_behind_a_gateway_loses_nothing(string path, string type, string request)
    {
        await using var behind = await Behind.StartAsync(type);
        await using var outer = await RunningGateway.StartAsync($$"""{ "backends": [ { "id": "outer", "type": "parley-gateway", "endpoint": "{{behind.Gateway.Address}}" } ] }""");
        var sample = type == "openai" ? WireSample.OpenAI : WireSample.Anthropic;
        behind.Upstream.Then(Script.Json(sample.Reply)).Then(Script.Json(sample.Reply));

        using var direct = await behind.Gateway.PostAsync(path, request.Replace("outer/", "", StringComparison.Ordinal));
        using var through = await outer.PostAsync(path, request);

        Assert.Equal(200, (int)through.StatusCode);
        Assert.Equal("exact", Assert.Single(through.Headers.GetValues("x-parley-conversion")));
        Assert.True(JsonNode.DeepEquals(behind.Upstream.Received[0].Json, behind.Upstream.Received[1].Json), behind.Upstream.Received[1].Body);
        Assert.Null(JsonDiff.First(await direct.Content.ReadAsStringAsync(), await through.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Schema_is_served_as_it_ships()
    {
        await using var behind = await Behind.StartAsync("openai");

        using var response = await behind.Gateway.Client.GetAsync("v1/conversation/schema");

        Assert.Equal("application/schema+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("http://json-schema.org/draft-07/schema#", JsonNode.Parse(await response.Content.ReadAsStringAsync())!["$schema"]!.GetValue<string>());
    }
}
