using System.Text.Json.Nodes;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.InProcess;

/// <summary>Backends that are code, asked by callers of every dialect.</summary>
public sealed class CodeChatTests
{
    public static MatrixTheoryData<string, bool> Callers => new(WireSample.All.Select(static sample => sample.Provider), [false, true]);

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Steps_reach_a_caller_of_every_dialect(string client, bool stream)
    {
        ChatRequest? asked = null;
        var code = new DelegateBackend("mine", (request, _) =>
        {
            asked = request;
            return Code.Say("Hel", "lo there");
        });
        await using var gateway = await RunningGateway.StartAsync("{}", code: code);

        var (status, body) = await gateway.AskAsync(client, "mine/one", stream);

        Assert.Equal(200, status);
        Assert.Equal("Hello there", TextOf(body));
        Assert.Equal("one", asked!.Model);
        var settlement = await gateway.Settled.NextAsync();
        Assert.Null(settlement.Fault);
        Assert.Equal(FinishReason.Stop, settlement.Attempts[0].Finish!.Reason);
        Assert.Equal(TokenCountQuality.Estimated, settlement.Usage.Output.Quality);
        Assert.True(settlement.Usage.TotalOutput > 0 && settlement.Usage.TotalInput > 0);
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Whole_reply_reaches_a_caller_of_every_dialect(string client, bool stream)
    {
        var code = new DelegateBackend("mine", static (request, _) => Task.FromResult(new ChatReply
        {
            Choices = [new Choice(0, [new TextPart($"Hello from {request.Model}")], new Finish(FinishReason.Length))],
            Usage = new Usage { Input = TokenCount.Exact(7), Output = TokenCount.Exact(2) },
        }));
        await using var gateway = await RunningGateway.StartAsync("{}", code: code);

        var (status, body) = await gateway.AskAsync(client, "mine/one", stream);

        Assert.Equal(200, status);
        Assert.Equal("Hello from one", TextOf(body));
        var settlement = await gateway.Settled.NextAsync();
        Assert.Equal(FinishReason.Length, settlement.Attempts[0].Finish!.Reason);
        Assert.Equal((7, 2), (settlement.Usage.TotalInput, settlement.Usage.TotalOutput));
    }

    [Fact]
    public async Task Tool_calls_thoughts_and_usage_are_told_as_the_code_tells_them()
    {
        var code = new DelegateBackend("mine", static (_, _) => Code.Tell(
            new ChatEvent(ChatEventKind.Reasoning, 0, 0, "Let me see."),
            new ChatEvent(ChatEventKind.ToolCallStart, 0, 1, default, new ToolCallStart("call_1", "look")),
            new ChatEvent(ChatEventKind.ToolCallArguments, 0, 1, """{"at":"""),
            new ChatEvent(ChatEventKind.ToolCallArguments, 0, 1, """3}"""),
            ChatEvent.Of(ChatEventKind.Usage, new Usage { Input = TokenCount.Exact(11), Output = TokenCount.Exact(5) })));
        await using var gateway = await RunningGateway.StartAsync("{}", code: code);

        var (_, body) = await gateway.AskAsync("anthropic", "mine/one", stream: false);

        var answer = JsonNode.Parse(body)!;
        Assert.Equal("""{"type":"tool_use","id":"call_1","name":"look","input":{"at":3}}""", answer["content"]!.AsArray()[^1]!.ToJsonString());
        Assert.Equal("tool_use", answer["stop_reason"]!.GetValue<string>());
        Assert.Equal(11, answer["usage"]!["input_tokens"]!.GetValue<int>());
    }

    [Fact]
    public async Task Vectors_come_from_code_that_has_them_and_are_refused_by_code_that_has_none()
    {
        await using var gateway = await RunningGateway.StartAsync("{}", code: [new Embedder(), new DelegateBackend("mine", static (_, _) => Code.Say("Hi"))]);

        using var vectors = await gateway.PostAsync("v1/embeddings", """{"model":"vec/e","input":["one","three"]}""");
        using var refused = await gateway.PostAsync("v1/embeddings", """{"model":"mine/e","input":["one"]}""");
        using var ranked = await gateway.PostAsync("v1/rerank", """{"model":"mine/e","query":"q","documents":["a"]}""");

        var answer = JsonNode.Parse(await vectors.Content.ReadAsStringAsync())!;
        Assert.Equal("[3,5]", $"[{answer["data"]![0]!["embedding"]![0]},{answer["data"]![1]!["embedding"]![0]}]");
        Assert.Equal(400, (int)refused.StatusCode);
        Assert.Contains("The backend mine has no embeddings.", await refused.Content.ReadAsStringAsync());
        Assert.Equal(400, (int)ranked.StatusCode);
        Assert.Contains("has no rerank", await ranked.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Tokens_are_estimated_for_code()
    {
        await using var gateway = await RunningGateway.StartAsync("{}", code: new DelegateBackend("mine", static (_, _) => Code.Say("Hi")));

        using var response = await gateway.PostAsync("v1/messages/count_tokens", """{"model":"mine/one","messages":[{"role":"user","content":"Count me in"}]}""");

        Assert.True(JsonNode.Parse(await response.Content.ReadAsStringAsync())!["input_tokens"]!.GetValue<int>() > 2);
        Assert.Equal("adapted", response.Headers.GetValues("x-parley-conversion").Single());
    }

    [Theory]
    [InlineData("""{"model":"m-1","messages":[{"role":"user","content":"Hi"}]}""", "high")]
    [InlineData("""{"model":"low/m-1","messages":[{"role":"user","content":"Hi"}]}""", "low")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}]}""", "high")]
    [InlineData("""{"model":"fast","messages":[{"role":"user","content":"Hi"}]}""", "low")]
    public async Task Code_is_found_like_any_backend_by_id_pattern_priority_default_and_target(string request, string answered)
    {
        await using var gateway = await RunningGateway.StartAsync("""{ "models": [ { "name": "fast", "targets": ["low/any"] } ] }""", code:
        [
            new DelegateBackend("low", static (_, _) => Code.Say("low")) { Models = ["m-*"] },
            new DelegateBackend("high", static (_, _) => Code.Say("high")) { Models = ["m-*"], Priority = 5, DefaultModel = "m-9" },
        ]);

        using var response = await gateway.PostAsync("v1/chat/completions", request);
        var list = JsonNode.Parse(await gateway.Client.GetStringAsync("v1/models"))!;

        Assert.Equal(answered, TextOf(await response.Content.ReadAsStringAsync()));
        Assert.Equal(["fast", "high/m-9", "parley/echo"], list["data"]!.AsArray().Select(static model => model!["id"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("\"n\":2", "Say END of it|Say END of it", false)]
    [InlineData("\"stop\":[\"END\"]", "Say ", false)]
    [InlineData("\"stop\":[\"END\"]", "Say ", true)]
    public async Task What_code_lacks_is_made_up_for(string member, string expected, bool stream)
    {
        await using var gateway = await RunningGateway.StartAsync("{}", code: new DelegateBackend("mine", static (_, _) => Code.Say("Say E", "ND of it")));

        using var response = await gateway.PostAsync("v1/chat/completions", $$"""{"model":"mine/one",{{member}},"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Hi"}]}""");
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal(expected, stream ? TextOf(body) : string.Join('|', JsonNode.Parse(body)!["choices"]!.AsArray().Select(static choice => choice!["message"]!["content"]!.GetValue<string>())));
    }

    [Fact]
    public async Task Json_is_demanded_in_words_checked_and_asked_for_again()
    {
        var asked = new List<ChatRequest>();
        var code = new DelegateBackend("mine", (request, _) =>
        {
            asked.Add(request);
            return Code.Say(asked.Count == 1 ? "no" : "Here: {\"a\":1}");
        });
        await using var gateway = await RunningGateway.StartAsync("{}", code: code);

        using var response = await gateway.PostAsync("v1/chat/completions", """{"model":"mine/one","messages":[{"role":"user","content":"Hi"}],"response_format":{"type":"json_schema","json_schema":{"name":"w","schema":{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}}}}""");

        Assert.Equal("{\"a\":1}", TextOf(await response.Content.ReadAsStringAsync()));
        Assert.Equal(2, asked.Count);
        Assert.Contains("JSON Schema", ((TextPart)asked[0].Messages[0].Parts[0]).Text.ToString(), StringComparison.Ordinal);
        Assert.Null(asked[0].ResponseFormat);
    }

    [Fact]
    public async Task What_code_says_that_it_cannot_take_is_left_out_and_reported()
    {
        ChatRequest? asked = null;
        var code = new DelegateBackend("mine", (request, _) =>
        {
            asked = request;
            return Code.Say("Hi");
        })
        {
            Abilities = new Abilities { Streaming = true },
        };
        await using var gateway = await RunningGateway.StartAsync("{}", code: code);

        using var response = await gateway.PostAsync("v1/chat/completions", """{"model":"mine/one","tools":[{"type":"function","function":{"name":"look"}}],"messages":[{"role":"user","content":[{"type":"text","text":"See"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}]}]}""");

        Assert.Equal("lossy", response.Headers.GetValues("x-parley-conversion").Single());
        Assert.Contains("tools", string.Join(',', response.Headers.GetValues("x-parley-conversion-details")), StringComparison.Ordinal);
        Assert.Empty(asked!.Tools);
        Assert.Single(asked.Messages[0].Parts);
    }

    /// <summary>The text of an answer of any dialect, whole or streamed.</summary>
    private static string TextOf(string body) => AnswerText.Of(body);

    private sealed class Embedder : InProcessBackend
    {
        public Embedder()
            : base("vec") => Abilities = new Abilities { Chat = false, Embeddings = true };

        public override IAsyncEnumerable<ChatEvent> StreamAsync(ChatRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask<EmbeddingReply> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken) => new(new EmbeddingReply
        {
            Vectors = [.. request.Inputs.Select(static input => new EmbeddingVector(RawJson.Parse($"[{input.Text.ToString().Length},0.5]")))],
        });
    }
}
