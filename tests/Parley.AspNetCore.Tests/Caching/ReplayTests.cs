using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;
using static Parley.AspNetCore.Tests.Caching.CachingGateway;

namespace Parley.AspNetCore.Tests.Caching;

/// <summary>How a kept answer looks when it is given again.</summary>
public sealed class ReplayTests
{
    private const string Long = "The quick brown fox jumps over the lazy dog, again and again, until \\ud83d\\ude00 all of it was said in more than one piece, as streams do.";

    [Fact]
    public async Task Stream_comes_in_pieces_from_its_beginning_to_its_end()
    {
        await using var cached = await StartAsync();
        cached.Backend.Then(Script.Json(WireSample.OpenAI.Reply.Replace("Hello there", Long, StringComparison.Ordinal)));
        await cached.AskAsync();
        using var response = await cached.ChatAsync(members: "\"stream\": true, \"stream_options\": { \"include_usage\": true }");
        var body = await response.Content.ReadAsStringAsync();
        var chunks = body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(static frame => frame["data: ".Length..]).ToArray();
        Assert.Equal("hit", Verdict(response));
        Assert.True(response.Headers.Age.HasValue);
        Assert.Equal("[DONE]", chunks[^1]);
        var parsed = chunks[..^1].Select(static chunk => JsonNode.Parse(chunk)!).ToArray();
        var pieces = parsed.Select(static chunk => chunk["choices"] is JsonArray { Count: > 0 } choices ? choices[0]!["delta"]?["content"]?.GetValue<string>() ?? "" : "").Where(static text => text.Length > 0).ToArray();
        Assert.True(pieces.Length > 1);
        Assert.Equal(JsonNode.Parse($"\"{Long}\"")!.GetValue<string>(), string.Concat(pieces));
        Assert.Equal(9, parsed[^1]["usage"]!["total_tokens"]!.GetValue<int>());
        Assert.Single(parsed, static chunk => chunk["choices"] is JsonArray { Count: > 0 } choices && choices[0]!["finish_reason"]?.GetValue<string>() == "stop");
    }

    [Fact]
    public async Task Each_time_has_an_id_of_its_own()
    {
        await using var cached = await StartAsync();
        cached.Backend.Then(Script.Json(WireSample.OpenAI.Reply));
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            using var response = await cached.ChatAsync();
            ids.Add(JsonNode.Parse(await response.Content.ReadAsStringAsync())!["id"]!.GetValue<string>());
        }
        Assert.Equal(3, ids.Distinct().Count());
        Assert.Equal(1, cached.Calls);
    }

    [Fact]
    public async Task Response_that_is_given_again_can_be_gone_on_from_and_repeats_its_own_request()
    {
        await using var cached = await StartAsync("openai-responses");
        cached.Backend.Otherwise = static _ => Script.Json(WireSample.Responses.Reply);
        const string Question = """{"model":"m","input":"Say hello","metadata":{"turn":"NUMBER"}}""";
        var first = await PostAsync(cached, Question.Replace("NUMBER", "1", StringComparison.Ordinal));
        var second = await PostAsync(cached, Question.Replace("NUMBER", "2", StringComparison.Ordinal));
        Assert.Equal(1, cached.Calls);
        Assert.NotEqual(first["id"]!.GetValue<string>(), second["id"]!.GetValue<string>());
        Assert.Equal("2", second["metadata"]!["turn"]!.GetValue<string>());
        await PostAsync(cached, $$"""{"model":"m","input":"And now?","previous_response_id":"{{second["id"]!.GetValue<string>()}}"}""");
        var told = cached.Backend.Received[^1].Json;
        Assert.Null(told["previous_response_id"]);
        Assert.Equal(3, told["input"]!.AsArray().Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_of_tools_and_several_answers_come_again_as_they_were(bool stream)
    {
        const string Choices = """{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"} } ] },"finish_reason":"tool_calls"},{"index":1,"message":{"role":"assistant","content":"Two"},"finish_reason":"stop"}""";
        await using var cached = await StartAsync();
        cached.Backend.Then(Script.Json($$$"""{"id":"chatcmpl-1","object":"chat.completion","created":1760000000,"model":"m-1","choices":[{{{Choices}}}],"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}}"""));
        const string Members = "\"n\": 2, \"tools\": [ { \"type\": \"function\", \"function\": { \"name\": \"f\" } } ]";
        await cached.AskAsync(members: Members);
        using var response = await cached.ChatAsync(members: stream ? Members + ", \"stream\": true" : Members);
        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal("hit", Verdict(response));
        Assert.Contains("call_1", body);
        Assert.Contains("\"name\":\"f\"", body);
        Assert.Contains("Two", body);
        Assert.Contains("\"finish_reason\":\"tool_calls\"", body);
    }

    [Fact]
    public async Task What_a_model_signed_is_there_for_callers_of_its_dialect_though_another_asked_first()
    {
        const string Call = """{"candidates":[{"content":{"role":"model","parts":[{"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"c2lnbmVk"}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":2,"totalTokenCount":9},"modelVersion":"m-1","responseId":"r-1"}""";
        await using var cached = await StartAsync("gemini");
        cached.Backend.Then(Script.Json(Call));
        using var first = await cached.ChatAsync(members: "\"tools\": [ { \"type\": \"function\", \"function\": { \"name\": \"f\", \"parameters\": {\"type\":\"object\"} } } ]");
        Assert.DoesNotContain("c2lnbmVk", await first.Content.ReadAsStringAsync());
        using var second = await cached.Gateway.PostAsync("v1beta/models/m:generateContent",
            """{"contents":[{"role":"user","parts":[{"text":"Say hello"}]}],"tools":[{"functionDeclarations":[{"name":"f","parametersJsonSchema":{"type":"object"}}]}]}""");
        Assert.Equal("hit", Verdict(second));
        Assert.Contains("c2lnbmVk", await second.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Loss_is_told_again()
    {
        await using var cached = await StartAsync("anthropic");
        cached.Backend.Then(Script.Json(WireSample.Anthropic.Reply));
        using var first = await cached.ChatAsync(members: "\"logit_bias\": { \"1\": 2 }");
        using var second = await cached.ChatAsync(members: "\"logit_bias\": { \"1\": 2 }");
        Assert.Equal(("miss", "hit"), (Verdict(first), Verdict(second)));
        Assert.Contains("logit_bias", first.Headers.GetValues("x-parley-conversion-details").Single());
        Assert.Equal(first.Headers.GetValues("x-parley-conversion-details"), second.Headers.GetValues("x-parley-conversion-details"));
    }

    [Fact]
    public async Task Caller_who_asks_while_a_stream_is_under_way_is_given_it_when_it_is_whole()
    {
        await using var cached = await StartAsync();
        var go = new TaskCompletionSource();
        cached.Backend.Then(Script.Stream("text/event-stream").Chunk(WireSample.OpenAI.Prelude + WireSample.OpenAI.Text.First).Wait(go.Task).Chunk(WireSample.OpenAI.Text.Second + WireSample.OpenAI.Ending).End());
        using var first = await cached.ChatAsync(members: "\"stream\": true");
        // The first has its beginning, which came by the cache without a wait.
        using var reader = new StreamReader(await first.Content.ReadAsStreamAsync());
        await reader.ReadLineAsync();
        var second = cached.ChatAsync();
        go.SetResult();
        Assert.Contains("there", await reader.ReadToEndAsync());
        using var given = await second;
        Assert.Contains("Hello there", await given.Content.ReadAsStringAsync());
        Assert.Equal(("hit", 1), (Verdict(given), cached.Calls));
    }

    private static async Task<JsonNode> PostAsync(CachingGateway cached, string body)
    {
        using var response = await cached.Gateway.PostAsync("v1/responses", body);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
