using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Operations;

/// <summary>OpenAI's older completions: from backends that have them, and from those that only chat.</summary>
public sealed class CompletionTests
{
    private const string Completed = """{"id":"cmpl-1","object":"text_completion","created":7,"model":"m","choices":[{"text":" there","index":0,"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":2,"completion_tokens":1,"total_tokens":3}}""";

    private static readonly (string Type, string Path, string Sent, string Answer)[] Chatting =
    [
        ("groq", "/openai/v1/chat/completions", """{"messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":5}""",
            """{"id":"chatcmpl-1","object":"chat.completion","created":7,"model":"m-1","choices":[{"index":0,"message":{"role":"assistant","content":" there"},"finish_reason":"length"}],"usage":{"prompt_tokens":2,"completion_tokens":1,"total_tokens":3}}"""),
        ("anthropic", "/v1/messages", """{"messages":[{"role":"user","content":"Hi"}],"max_tokens":5}""",
            """{"id":"msg_1","type":"message","role":"assistant","model":"m-1","content":[{"type":"text","text":" there"}],"stop_reason":"max_tokens","usage":{"input_tokens":2,"output_tokens":1}}"""),
        ("gemini", "/v1beta/models/m:generateContent", """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}""",
            """{"candidates":[{"content":{"role":"model","parts":[{"text":" there"}]},"finishReason":"MAX_TOKENS"}],"usageMetadata":{"promptTokenCount":2,"candidatesTokenCount":1,"totalTokenCount":3},"modelVersion":"m-1"}"""),
        ("ollama", "/api/chat", """{"messages":[{"role":"user","content":"Hi"}],"stream":false}""",
            """{"model":"m-1","created_at":"2023-11-14T22:13:20Z","message":{"role":"assistant","content":" there"},"done":true,"done_reason":"length","prompt_eval_count":2,"eval_count":1}"""),
        ("cohere", "/v2/chat", """{"messages":[{"role":"user","content":"Hi"}],"max_tokens":5}""",
            """{"id":"c1","message":{"role":"assistant","content":[{"type":"text","text":" there"}]},"finish_reason":"MAX_TOKENS","usage":{"tokens":{"input_tokens":2,"output_tokens":1}}}"""),
    ];

    public static TheoryData<string> Types => [.. Chatting.Select(static backend => backend.Type)];

    [Fact]
    public async Task Request_and_reply_are_copied_where_the_backend_completes()
    {
        await using var behind = await Behind.StartAsync("vllm");
        behind.Upstream.Then(Script.Json(Completed));
        const string Request = """{"model":"b/m","prompt":["Hi","Ho"],"echo":true,"suffix":"x","logprobs":2,"best_of":3,"guided_regex":"a"}""";

        var (status, body, _) = await behind.AskAsync("v1/completions", Request);

        Assert.Equal((200, Completed), (status, body));
        Assert.Equal("/v1/completions", behind.Upstream.Received[0].Target);
        Assert.Equal(Request.Replace("b/m", "m", StringComparison.Ordinal), behind.Upstream.Received[0].Body);
        Assert.Equal(2, (await behind.Gateway.Settled.NextAsync()).Usage.TotalInput);
    }

    [Fact]
    public async Task Stream_is_copied_and_its_usage_is_kept_from_who_did_not_ask()
    {
        await using var behind = await Behind.StartAsync("vllm");
        const string Text = "data: {\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":7,\"model\":\"m\",\"choices\":[{\"index\":0,\"text\":\" there\",\"logprobs\":null,\"finish_reason\":\"stop\"}]}\n\n";
        const string Usage = "data: {\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":7,\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":1,\"total_tokens\":3}}\n\n";
        behind.Upstream.Then(Script.Stream(Text + Usage + "data: [DONE]\n\n", "text/event-stream"));

        var (_, body, _) = await behind.AskAsync("v1/completions", """{"model":"b/m","prompt":"Hi","stream":true}""");

        Assert.Equal(Text + "data: [DONE]\n\n", body);
        Assert.True(behind.Upstream.Received[0].Json["stream_options"]!["include_usage"]!.GetValue<bool>());
        Assert.Equal(1, (await behind.Gateway.Settled.NextAsync()).Usage.TotalOutput);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Prompt_becomes_what_the_user_says_where_the_backend_chats(string type)
    {
        var (_, path, sent, answer) = Chatting.Single(backend => backend.Type == type);
        await using var behind = await Behind.StartAsync(type);
        behind.Upstream.Then(Script.Json(answer));

        var (status, body, _) = await behind.AskAsync("v1/completions", """{"model":"b/m","prompt":"Hi","echo":true,"max_tokens":5}""");
        var reply = JsonNode.Parse(body)!;

        Assert.Equal(200, status);
        Assert.Equal(path, behind.Upstream.Received[0].Target);
        foreach (var (name, value) in JsonNode.Parse(sent)!.AsObject())
            Assert.Equal(value!.ToJsonString(), behind.Upstream.Received[0].Json[name]?.ToJsonString());
        Assert.StartsWith("cmpl-", reply["id"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("text_completion", reply["object"]!.GetValue<string>());
        Assert.Equal("""[{"text":"Hi there","index":0,"logprobs":null,"finish_reason":"length"}]""", reply["choices"]!.ToJsonString());
        Assert.Equal("""{"prompt_tokens":2,"completion_tokens":1,"total_tokens":3}""", reply["usage"]!.ToJsonString());
    }

    [Fact]
    public async Task Streamed_chat_is_a_streamed_text_behind_the_prompt()
    {
        await using var behind = await Behind.StartAsync("groq");
        behind.Upstream.Then(Script.Stream(
            "data: {\"id\":\"chatcmpl-1\",\"created\":7,\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\" the\"},\"finish_reason\":null}]}\n\n"
            + "data: {\"id\":\"chatcmpl-1\",\"created\":7,\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"re\"},\"finish_reason\":\"stop\"}]}\n\n"
            + "data: {\"id\":\"chatcmpl-1\",\"created\":7,\"model\":\"m-1\",\"choices\":[],\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":1,\"total_tokens\":3}}\n\ndata: [DONE]\n\n",
            "text/event-stream"));

        var (_, body, _) = await behind.AskAsync("v1/completions", """{"model":"b/m","prompt":"Hi","echo":true,"stream":true,"stream_options":{"include_usage":true}}""");

        Assert.Equal(
            [
                """{"id":"cmpl-1","object":"text_completion","created":7,"model":"m-1","choices":[{"text":"Hi","index":0,"logprobs":null,"finish_reason":null}]}""",
                """{"id":"cmpl-1","object":"text_completion","created":7,"model":"m-1","choices":[{"text":" the","index":0,"logprobs":null,"finish_reason":null}]}""",
                """{"id":"cmpl-1","object":"text_completion","created":7,"model":"m-1","choices":[{"text":"re","index":0,"logprobs":null,"finish_reason":null}]}""",
                """{"id":"cmpl-1","object":"text_completion","created":7,"model":"m-1","choices":[{"text":"","index":0,"logprobs":null,"finish_reason":"stop"}]}""",
                """{"id":"cmpl-1","object":"text_completion","created":7,"model":"m-1","choices":[],"usage":{"prompt_tokens":2,"completion_tokens":1,"total_tokens":3}}""",
                "[DONE]",
            ],
            body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(static frame => frame["data: ".Length..]));
    }

    [Theory]
    [InlineData("b/m", "")]
    [InlineData("parley/echo", "")]
    [InlineData("b/m", ",\"n\":2")]
    public async Task No_tokens_behind_an_echo_are_the_prompt_alone_and_no_call(string model, string more)
    {
        await using var behind = await Behind.StartAsync("anthropic");

        var (status, body, conversion) = await behind.AskAsync("v1/completions", $$"""{"model":"{{model}}","prompt":"Hi","echo":true,"max_tokens":0{{more}}}""");

        Assert.Equal(200, status);
        var choices = Enumerable.Range(0, more.Length == 0 ? 1 : 2).Select(static index => $$"""{"text":"Hi","index":{{index}},"logprobs":null,"finish_reason":"length"}""");
        Assert.Equal($"[{string.Join(',', choices)}]", JsonNode.Parse(body)!["choices"]!.ToJsonString());
        Assert.Equal(0, JsonNode.Parse(body)!["usage"]!["completion_tokens"]!.GetValue<int>());
        Assert.StartsWith("adapted", conversion, StringComparison.Ordinal);
        Assert.Empty(behind.Upstream.Received);
    }

    [Fact]
    public async Task No_tokens_are_streamed_too()
    {
        await using var behind = await Behind.StartAsync("groq");

        var (_, body, _) = await behind.AskAsync("v1/completions", """{"model":"b/m","prompt":"Hi","echo":true,"max_tokens":0,"stream":true}""");

        Assert.Contains("\"text\":\"Hi\"", body, StringComparison.Ordinal);
        Assert.Contains("\"finish_reason\":\"length\"", body, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", body, StringComparison.Ordinal);
        Assert.Empty(behind.Upstream.Received);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_of_several_answers_has_the_echo_before_it(bool stream)
    {
        await using var behind = await Behind.StartAsync("anthropic");
        var answer = Chatting.Single(static backend => backend.Type == "anthropic").Answer;
        const string Stream = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m-1\",\"content\":[],\"stop_reason\":null,\"usage\":{\"input_tokens\":2,\"output_tokens\":1}}}\n\n"
            + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
            + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" there\"}}\n\n"
            + "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
            + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
        for (var i = 0; i < 2; i++)
            behind.Upstream.Then(stream ? Script.Stream(Stream, "text/event-stream") : Script.Json(answer));

        var (status, body, _) = await behind.AskAsync("v1/completions", $$"""{"model":"b/m","prompt":"Hi","echo":true,"n":2,"stream":{{(stream ? "true" : "false")}}}""");

        Assert.Equal(200, status);
        var chunks = stream ? body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(static frame => frame["data: ".Length..]).Where(static data => data != "[DONE]") : [body];
        var texts = chunks.SelectMany(static chunk => JsonNode.Parse(chunk)!["choices"]!.AsArray()).GroupBy(static choice => choice!["index"]!.GetValue<int>()).ToDictionary(static group => group.Key, static group => string.Concat(group.Select(static choice => choice!["text"]!.GetValue<string>())));
        Assert.Equal([KeyValuePair.Create(0, "Hi there"), KeyValuePair.Create(1, "Hi there")], texts.OrderBy(static text => text.Key));
    }

    [Theory]
    [InlineData("""{"model":"b/m","prompt":["Hi","Ho"]}""", "prompt")]
    [InlineData("""{"model":"b/m","prompt":[1,2]}""", "prompt")]
    [InlineData("""{"model":"b/m","prompt":[[1,2],[3]]}""", "prompt")]
    [InlineData("""{"model":"b/m"}""", "prompt")]
    [InlineData("""{"model":"b/m","prompt":"def f(","suffix":"return 1"}""", "suffix")]
    [InlineData("""{"model":"b/m","prompt":"Hi","echo":true,"logprobs":1}""", "echo")]
    public async Task What_no_chat_can_say_is_refused_where_the_backend_only_chats(string request, string place)
    {
        foreach (var model in (string[])["b/m", "parley/echo"])
        {
            await using var behind = await Behind.StartAsync("groq");

            var (status, body, _) = await behind.AskAsync("v1/completions", request.Replace("b/m", model, StringComparison.Ordinal));

            Assert.Equal(400, status);
            Assert.Equal(("unsupported_feature", place), (JsonNode.Parse(body)!["error"]!["code"]!.GetValue<string>(), JsonNode.Parse(body)!["error"]!["param"]!.GetValue<string>()));
            Assert.Empty(behind.Upstream.Received);
        }
    }

    [Theory]
    [InlineData("""{"model":"b/m","prompt":5}""", "prompt")]
    [InlineData("""{"model":"b/m","prompt":[]}""", "prompt")]
    [InlineData("""{"model":"b/m","prompt":["Hi",1]}""", "prompt[1]")]
    [InlineData("""{"model":"b/m","prompt":[[1],["Hi"]]}""", "prompt[1]")]
    [InlineData("""{"model":"b/m","prompt":[{}]}""", "prompt[0]")]
    [InlineData("""{"model":"b/m","prompt":"Hi","prompt":"Ho"}""", "prompt")]
    [InlineData("""{"model":"b/m","prompt":"Hi","echo":"yes"}""", "echo")]
    [InlineData("""{"model":"b/m","prompt":"Hi","stream":1}""", "stream")]
    public async Task Bad_request_is_told_with_its_place_on_either_lane(string request, string place)
    {
        foreach (var type in (string[])["vllm", "anthropic"])
        {
            await using var behind = await Behind.StartAsync(type);

            var (status, body, _) = await behind.AskAsync("v1/completions", request);

            Assert.Equal(400, status);
            Assert.Equal(place, JsonNode.Parse(body)!["error"]!["param"]!.GetValue<string>());
            Assert.Empty(behind.Upstream.Received);
        }
    }

    [Fact]
    public async Task Slow_lane_to_a_completing_backend_echoes_once_and_keeps_what_only_it_knows()
    {
        await using var behind = await Behind.StartAsync("vllm", """, "server": { "allow_slow_lane": true }""");
        behind.Upstream.Then(Script.Json(Completed));

        using var response = await behind.Gateway.PostAsync("v1/completions", """{"model":"b/m","prompt":"Hi","echo":true,"suffix":"x","best_of":2,"n":1,"top_k":4,"stop":"\n","logit_bias":{},"guided_regex":"a"}""", ("x-parley-lane", "slow"));
        var reply = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal("Hi there", reply["choices"]![0]!["text"]!.GetValue<string>());
        Assert.Equal("""{"model":"m","prompt":"Hi","logit_bias":{},"stop":"\n","top_k":4,"n":1,"suffix":"x","best_of":2,"guided_regex":"a"}""", behind.Upstream.Received[0].Body);
    }

    [Fact]
    public async Task Several_prompts_go_on_to_the_backend_that_takes_them()
    {
        await using var chats = new ScriptedUpstream();
        await using var completes = new ScriptedUpstream();
        completes.Then(Script.Json(Completed));
        await using var gateway = await RunningGateway.StartAsync($$"""
            { "backends": [ { "id": "a", "type": "groq", "endpoint": "{{chats.Address}}", "api_key": "sk-a", "priority": 2, "model_capability": { "supported_model_patterns": ["m"] } },
              { "id": "b", "type": "vllm", "endpoint": "{{completes.Address}}", "priority": 1, "model_capability": { "supported_model_patterns": ["m"] } } ] }
            """);

        using var response = await gateway.PostAsync("v1/completions", """{"model":"m","prompt":["Hi","Ho"]}""");

        Assert.Equal(Completed, await response.Content.ReadAsStringAsync());
        Assert.Empty(chats.Received);
    }

    [Theory]
    [InlineData("gpt-4o-mini", "/v1/chat/completions")]
    [InlineData("gpt-5", "/v1/chat/completions")]
    [InlineData("gpt-3.5-turbo-instruct", "/v1/completions")]
    [InlineData("davinci-002", "/v1/completions")]
    public async Task Models_of_OpenAI_that_only_chat_are_asked_to(string model, string path)
    {
        await using var behind = await Behind.StartAsync("openai");
        behind.Upstream.Then(Script.Json(path == "/v1/completions" ? Completed : Chatting[0].Answer));

        var (status, body, _) = await behind.AskAsync("v1/completions", $$"""{"model":"b/{{model}}","prompt":"Hi"}""");

        Assert.Equal(200, status);
        Assert.Equal(path, behind.Upstream.Received[0].Target);
        Assert.Equal(" there", JsonNode.Parse(body)!["choices"]![0]!["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task Echo_completes_without_a_backend()
    {
        await using var behind = await Behind.StartAsync("vllm");

        var (status, body, _) = await behind.AskAsync("v1/completions", """{"model":"parley/echo","prompt":"Hello"}""");

        Assert.Equal(200, status);
        Assert.Equal("Hello", JsonNode.Parse(body)!["choices"]![0]!["text"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("vllm")]
    [InlineData("anthropic")]
    public async Task Error_of_the_backend_is_told_in_the_callers_form(string type)
    {
        await using var behind = await Behind.StartAsync(type);
        behind.Upstream.Then(Script.Json("""{"type":"error","error":{"type":"rate_limit_error","message":"slow down"}}""", 429));

        var (status, body, _) = await behind.AskAsync("v1/completions", """{"model":"b/m","prompt":"Hi"}""");

        Assert.Equal(429, status);
        Assert.Equal("slow down", JsonNode.Parse(body)!["error"]!["message"]!.GetValue<string>());
    }
}
