using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Operations;

/// <summary>What a model signed comes back to it in the next turn, though the caller's dialect cannot carry it.</summary>
public sealed class ContinuationTests
{
    private const string ClaudeReply =
        """{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[{"type":"thinking","thinking":"Look \"outside\".","signature":"sig-1"},{"type":"redacted_thinking","data":"hidden-1"},{"type":"text","text":"One moment."},{"type":"tool_use","id":"toolu_1","name":"weather","input":{"city":"Rome"}}],"stop_reason":"tool_use","usage":{"input_tokens":5,"output_tokens":9}}""";

    private const string ClaudeStream = """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[],"stop_reason":null,"usage":{"input_tokens":5,"output_tokens":1}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Look "}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"\"outside\"."}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"sig-1"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: content_block_start
        data: {"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"hidden-1"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":1}

        event: content_block_start
        data: {"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"One moment."}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":2}

        event: content_block_start
        data: {"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"toolu_1","name":"weather","input":{}}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{\"city\":\"Rome\"}"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":3}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}

        event: message_stop
        data: {"type":"message_stop"}


        """;

    private const string GeminiReply =
        """{"candidates":[{"content":{"role":"model","parts":[{"functionCall":{"id":"fc_1","name":"weather","args":{"city":"Rome"}},"thoughtSignature":"c2lnLTI="}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":3,"totalTokenCount":8},"modelVersion":"gemini-3-pro","responseId":"r1"}""";

    private const string Tools = """[{"type":"function","function":{"name":"weather","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}]""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Thought_of_Claude_returns_with_its_call(bool stream)
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(stream ? Script.Stream(ClaudeStream, "text/event-stream") : Script.Json(ClaudeReply)).Then(Script.Json(ClaudeReply));

        await behind.AskAsync("v1/chat/completions", First("b/claude-sonnet-4-5", stream));
        var second = await behind.AskAsync("v1/chat/completions", Second("b/claude-sonnet-4-5", "toolu_1"));

        Assert.Equal(200, second.Status);
        var sent = behind.Upstream.Received[1].Json;
        Assert.Equal("enabled", sent["thinking"]!["type"]!.GetValue<string>());
        Assert.Equal(
            """[{"type":"thinking","thinking":"Look \u0022outside\u0022.","signature":"sig-1"},{"type":"redacted_thinking","data":"hidden-1"},{"type":"text","text":"One moment."},{"type":"tool_use","id":"toolu_1","name":"weather","input":{"city":"Rome"}}]""",
            sent["messages"]![1]!["content"]!.ToJsonString());
    }

    [Fact]
    public async Task Signature_of_Gemini_returns_with_its_call()
    {
        await using var behind = await Behind.StartAsync("gemini");
        behind.Upstream.Then(Script.Json(GeminiReply)).Then(Script.Json(GeminiReply));

        var first = await behind.AskAsync("v1/chat/completions", First("b/gemini-3-pro", stream: false));
        var id = JsonNode.Parse(first.Body)!["choices"]![0]!["message"]!["tool_calls"]![0]!["id"]!.GetValue<string>();
        await behind.AskAsync("v1/chat/completions", Second("b/gemini-3-pro", id));

        Assert.Equal("c2lnLTI=", behind.Upstream.Received[1].Json["contents"]![1]!["parts"]!.AsArray().Single(static part => part!["functionCall"] is not null)!["thoughtSignature"]!.GetValue<string>());
    }

    [Fact]
    public async Task Thought_is_left_out_for_another_model_and_another_provider()
    {
        await using var claude = new ScriptedUpstream();
        await using var gemini = new ScriptedUpstream();
        await using var gateway = await RunningGateway.StartAsync($$"""
            { "backends": [ { "id": "c", "type": "anthropic", "endpoint": "{{claude.Address}}", "api_key": "sk-a" }, { "id": "g", "type": "gemini", "endpoint": "{{gemini.Address}}", "api_key": "sk-b" } ] }
            """);
        claude.Then(Script.Json(ClaudeReply)).Then(Script.Json(ClaudeReply.Replace("toolu_1", "toolu_2", StringComparison.Ordinal))).Then(Script.Json(ClaudeReply));
        gemini.Then(Script.Json(GeminiReply));

        foreach (var request in (string[])[First("c/claude-sonnet-4-5", false), Second("c/claude-opus-4-1", "toolu_1"), Second("g/gemini-3-pro", "toolu_1"), Second("c/claude-sonnet-4-5", "toolu_1")])
        {
            using var response = await gateway.PostAsync("v1/chat/completions", request);
            Assert.Equal(200, (int)response.StatusCode);
        }

        Assert.DoesNotContain("sig-1", claude.Received[1].Body, StringComparison.Ordinal);
        Assert.DoesNotContain("sig-1", gemini.Received[0].Body, StringComparison.Ordinal);
        Assert.Contains("skip_thought_signature_validator", gemini.Received[0].Body, StringComparison.Ordinal);
        Assert.Contains("sig-1", claude.Received[2].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Thought_belongs_to_the_key_that_asked()
    {
        await using var behind = await Behind.StartAsync("anthropic", """, "keys": [ { "name": "one", "key": "pk-one-1234567890" }, { "name": "two", "key": "pk-two-1234567890" } ]""");
        behind.Upstream.Then(Script.Json(ClaudeReply)).Then(Script.Json(ClaudeReply)).Then(Script.Json(ClaudeReply));

        using var first = await behind.Gateway.PostAsync("v1/chat/completions", First("b/claude-sonnet-4-5", false), ("authorization", "Bearer pk-one-1234567890"));
        using var other = await behind.Gateway.PostAsync("v1/chat/completions", Second("b/claude-sonnet-4-5", "toolu_1"), ("authorization", "Bearer pk-two-1234567890"));
        using var own = await behind.Gateway.PostAsync("v1/chat/completions", Second("b/claude-sonnet-4-5", "toolu_1"), ("authorization", "Bearer pk-one-1234567890"));

        Assert.DoesNotContain("sig-1", behind.Upstream.Received[1].Body, StringComparison.Ordinal);
        Assert.Contains("sig-1", behind.Upstream.Received[2].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Thought_before_a_mere_text_returns_to_Claude_from_a_Responses_caller(bool stream, bool isStateless)
    {
        var call = ",{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"weather\",\"input\":{\"city\":\"Rome\"}}";
        var start = ClaudeStream.IndexOf("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":3", StringComparison.Ordinal);
        await using var behind = await Behind.StartAsync("anthropic");
        var reply = ClaudeReply.Replace(call, "", StringComparison.Ordinal).Replace("tool_use", "end_turn", StringComparison.Ordinal);
        behind.Upstream.Then(stream ? Script.Stream(ClaudeStream.Remove(start, ClaudeStream.IndexOf("event: message_delta", StringComparison.Ordinal) - start).Replace("tool_use", "end_turn", StringComparison.Ordinal), "text/event-stream") : Script.Json(reply)).Then(Script.Json(reply));

        var first = await behind.AskAsync("v1/responses", $$"""{"model":"b/claude-sonnet-4-5","stream":{{(stream ? "true" : "false")}}{{(isStateless ? ",\"store\":false" : "")}},"include":["reasoning.encrypted_content"],"reasoning":{"effort":"medium"},"input":"Hi"}""");
        var answer = JsonNode.Parse(stream ? first.Body[(first.Body.LastIndexOf("data: ", StringComparison.Ordinal) + 6)..] : first.Body)!;
        answer = answer["response"] ?? answer;
        var history = isStateless
            ? $$"""
              "input":[{"role":"user","content":"Hi"},{{string.Join(',', answer["output"]!.AsArray().Select(static item => item!.ToJsonString()))}},{"role":"user","content":"And?"}]
              """
            : $$"""
              "previous_response_id":"{{answer["id"]!.GetValue<string>()}}","input":"And?"
              """;
        await behind.AskAsync("v1/responses", $$"""{"model":"b/claude-sonnet-4-5","reasoning":{"effort":"medium"},{{history}}}""");

        Assert.DoesNotContain("lossy", first.Conversion, StringComparison.Ordinal);
        Assert.Equal(
            """[{"type":"thinking","thinking":"Look \u0022outside\u0022.","signature":"sig-1"},{"type":"redacted_thinking","data":"hidden-1"},{"type":"text","text":"One moment."}]""",
            behind.Upstream.Received[1].Json["messages"]![1]!["content"]!.ToJsonString());
    }

    [Theory]
    [InlineData("anthropic", "claude-sonnet-4-5", false)]
    [InlineData("anthropic", "claude-sonnet-4-5", true)]
    [InlineData("openai-responses", "gpt-5", false)]
    [InlineData("openai-responses", "gpt-5", true)]
    [InlineData("gemini", "gemini-3-pro", false)]
    [InlineData("gemini", "gemini-3-pro", true)]
    public async Task Encrypted_thought_alone_returns_with_what_was_said_then(string type, string model, bool stream)
    {
        foreach (var dialect in (string[])["chat", "ollama", "conversation", "cohere"])
        {
            await using var behind = await Behind.StartAsync(type);
            behind.Upstream.Then(SilentThoughts.Of(type, stream)).Then(SilentThoughts.Of(type, stream: false));

            var first = await behind.AskAsync(SilentThoughts.Path(dialect), SilentThoughts.Ask(dialect, $"b/{model}", stream, "Hi"));
            var second = await behind.AskAsync(SilentThoughts.Path(dialect), SilentThoughts.Ask(dialect, $"b/{model}", stream: false, "Hi", "It \"snows\".\nStill.", "And?"));

            Assert.True(first.Status == 200 && second.Status == 200, first.Body + second.Body);
            Assert.Equal(SilentThoughts.Told(type), SilentThoughts.Turn(type, behind.Upstream.Received[1].Json));
        }
    }

    [Theory]
    [InlineData("Hi", "It rains.")]
    [InlineData("Who are you?", "It \"snows\".\nStill.")]
    public async Task Encrypted_thought_stays_away_from_other_words_and_from_the_same_words_of_another_conversation(string asked, string said)
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(SilentThoughts.Of("anthropic", stream: false)).Then(SilentThoughts.Of("anthropic", stream: false));

        await behind.AskAsync("v1/chat/completions", SilentThoughts.Ask("chat", "b/claude-sonnet-4-5", stream: false, "Hi"));
        await behind.AskAsync("v1/chat/completions", SilentThoughts.Ask("chat", "b/claude-sonnet-4-5", stream: false, asked, said, "And?"));

        Assert.DoesNotContain("hidden", behind.Upstream.Received[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signature_that_is_kept_for_the_next_turn_is_no_loss()
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Script.Json(ClaudeReply));

        using var response = await behind.Gateway.PostAsync("v1/chat/completions", First("b/claude-sonnet-4-5", stream: false));

        var details = string.Join(' ', response.Headers.GetValues("x-parley-conversion-details"));
        Assert.Equal("adapted", string.Join(' ', response.Headers.GetValues("x-parley-conversion")));
        Assert.Contains("emulated reasoning.signature", details, StringComparison.Ordinal);
        Assert.DoesNotContain("dropped", details, StringComparison.Ordinal);
    }

    private static string First(string model, bool stream) =>
        $$"""{"model":"{{model}}","reasoning_effort":"medium","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Weather in Rome?"}],"tools":{{Tools}}}""";

    private static string Second(string model, string id) =>
        $$"""
        {"model":"{{model}}","reasoning_effort":"medium","tools":{{Tools}},"messages":[
          {"role":"user","content":"Weather in Rome?"},
          {"role":"assistant","content":"One moment.","reasoning_content":"Look \"outside\".","tool_calls":[{"id":"{{id}}","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"} }]},
          {"role":"tool","tool_call_id":"{{id}}","content":"Sunny"}]}
        """;
}
