using System.Text.Json.Nodes;
using Parley.AspNetCore.Tests.Operations;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Emulation;

/// <summary>Several answers from a backend that gives one.</summary>
public sealed class ManyChoicesTests
{
    [Fact]
    public async Task Answers_of_several_calls_are_the_choices_of_one()
    {
        await using var behind = await Behind.StartAsync("anthropic");
        foreach (var text in (string[])["one", "two", "three"])
            behind.Upstream.Then(Script.Json(Reply(text)));

        var (status, body, conversion) = await behind.AskAsync("v1/chat/completions", """{"model":"b/claude","n":3,"max_tokens":9,"messages":[{"role":"user","content":"Count"}]}""");

        Assert.Equal(200, status);
        Assert.Equal("adapted", conversion);
        var choices = JsonNode.Parse(body)!["choices"]!.AsArray();
        Assert.Equal([0, 1, 2], choices.Select(static choice => choice!["index"]!.GetValue<int>()));
        Assert.Equal(["one", "three", "two"], choices.Select(static choice => choice!["message"]!["content"]!.GetValue<string>()).Order());
        Assert.Equal(21, JsonNode.Parse(body)!["usage"]!["total_tokens"]!.GetValue<int>());
    }

    [Fact]
    public async Task Streams_of_several_calls_are_one_stream()
    {
        await using var behind = await Behind.StartAsync("anthropic");
        for (var i = 0; i < 2; i++)
            behind.Upstream.Then(Script.Stream(WireSample.Anthropic.Prelude + WireSample.Anthropic.Text.Item1 + WireSample.Anthropic.Text.Item2 + WireSample.Anthropic.Ending, "text/event-stream"));

        var (status, body, _) = await behind.AskAsync("v1/chat/completions", """{"model":"b/claude","n":2,"stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Count"}]}""");

        Assert.Equal(200, status);
        var chunks = body.Split("\n\n").Where(static frame => frame.StartsWith("data: {", StringComparison.Ordinal)).Select(static frame => JsonNode.Parse(frame["data: ".Length..])!).ToList();
        foreach (var index in (int[])[0, 1])
        {
            var own = chunks.SelectMany(static chunk => chunk["choices"]!.AsArray()).Where(choice => choice!["index"]!.GetValue<int>() == index).ToList();
            Assert.Equal("Hello there", string.Concat(own.Select(static choice => choice!["delta"]!["content"]?.GetValue<string>())));
            Assert.Single(own, static choice => choice!["finish_reason"] is { } reason && reason.GetValue<string>() == "stop");
        }
        Assert.Equal(18, chunks[^1]["usage"]!["total_tokens"]!.GetValue<int>());
        Assert.EndsWith("data: [DONE]\n\n", body, StringComparison.Ordinal);
        Assert.Single(chunks.Select(static chunk => chunk["id"]!.GetValue<string>()).Distinct());
    }

    [Fact]
    public async Task One_call_that_fails_fails_all()
    {
        await using var behind = await Behind.StartAsync("anthropic", """, "retry": { "max_retries": 0 }""");
        behind.Upstream.Then(Script.Json(Reply("one"))).Then(Script.Json("""{"type":"error","error":{"type":"overloaded_error","message":"busy"}}""", 529));

        var (status, _, _) = await behind.AskAsync("v1/chat/completions", """{"model":"b/claude","n":2,"messages":[{"role":"user","content":"Count"}]}""");

        Assert.Equal(529, status);
    }

    [Fact]
    public async Task Call_that_fails_ends_the_others()
    {
        await using var behind = await Behind.StartAsync("anthropic", """, "retry": { "max_retries": 0 }""");
        behind.Upstream.Then(Script.Json("""{"type":"error","error":{"type":"api_error","message":"down"}}""", 500)).Then(Script.Stall());

        var (status, _, _) = await behind.AskAsync("v1/chat/completions", """{"model":"b/claude","n":2,"messages":[{"role":"user","content":"Count"}]}""");

        Assert.Equal(500, status);
    }

    [Fact]
    public async Task Loss_is_told_with_the_head_of_the_stream()
    {
        await using var behind = await Behind.StartAsync("anthropic");
        for (var i = 0; i < 2; i++)
            behind.Upstream.Then(Script.Stream(WireSample.Anthropic.Stream, "text/event-stream"));

        Assert.Equal("lossy", (await behind.AskAsync("v1/chat/completions", """{"model":"b/claude","n":2,"stream":true,"logit_bias":{"5":1},"messages":[{"role":"user","content":"Count"}]}""")).Conversion);
    }

    [Fact]
    public async Task Too_many_answers_are_refused()
    {
        await using var behind = await Behind.StartAsync("anthropic");

        var (status, body, _) = await behind.AskAsync("v1/chat/completions", """{"model":"b/claude","n":17,"messages":[{"role":"user","content":"Count"}]}""");

        Assert.Equal(400, status);
        Assert.Equal("n", JsonNode.Parse(body)!["error"]!["param"]!.GetValue<string>());
        Assert.Empty(behind.Upstream.Received);
    }

    private static string Reply(string text) =>
        $$"""{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"{{text}}"}],"stop_reason":"end_turn","usage":{"input_tokens":5,"output_tokens":2} }""";
}
