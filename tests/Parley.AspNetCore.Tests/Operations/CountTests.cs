using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Operations;

/// <summary>Token counts: the backend's own where it counts, else an estimate that says so.</summary>
public sealed class CountTests
{
    private const string Anthropic = """{"model":"b/m","system":"Be kind.","messages":[{"role":"user","content":"Hello"}],"tools":[{"name":"f","input_schema":{"type":"object"}}]}""";

    [Fact]
    public async Task Anthropic_counts_for_its_own_clients()
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Script.Json("""{"input_tokens":14}"""));

        var (status, body, _) = await behind.AskAsync("v1/messages/count_tokens", Anthropic);

        Assert.Equal((200, """{"input_tokens":14}"""), (status, body));
        var sent = Assert.Single(behind.Upstream.Received);
        Assert.Equal("/v1/messages/count_tokens", sent.Target);
        Assert.Equal(Anthropic.Replace("b/m", "m", StringComparison.Ordinal), sent.Body);
    }

    [Fact]
    public async Task Negative_count_is_none()
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Script.Json("""{"input_tokens":-5}"""));

        var (status, body, _) = await behind.AskAsync("v1beta/models/b/m:countTokens", """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}""");

        Assert.Equal(502, status);
        Assert.Contains("input_tokens", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gemini_counts_for_clients_of_anthropic()
    {
        await using var behind = await Behind.StartAsync("gemini");
        behind.Upstream.Then(Script.Json("""{"totalTokens":9,"promptTokensDetails":[{"modality":"TEXT","tokenCount":9}]}"""));

        var (status, body, _) = await behind.AskAsync("v1/messages/count_tokens", Anthropic);

        Assert.Equal((200, """{"input_tokens":9}"""), (status, body));
        var sent = Assert.Single(behind.Upstream.Received);
        Assert.Equal("/v1beta/models/m:countTokens", sent.Target);
        var counted = sent.Json["generateContentRequest"]!;
        Assert.Equal("models/m", counted["model"]!.GetValue<string>());
        Assert.Equal("Be kind.", counted["systemInstruction"]!["parts"]![0]!["text"]!.GetValue<string>());
        Assert.Equal("f", counted["tools"]![0]!["functionDeclarations"]![0]!["name"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"contents":[{"role":"user","parts":[{"text":"Hello"}]}]}""")]
    [InlineData("""{"generateContentRequest":{"model":"models/b/m","contents":[{"role":"user","parts":[{"text":"Hello"}]}]}}""")]
    [InlineData("""{"generateContentRequest":{"model":"models/b/m","generationConfig":{"temperature":1.7,"topP":0.5,"seed":3,"maxOutputTokens":9},"contents":[{"role":"user","parts":[{"text":"Hello"}]}]}}""")]
    public async Task Anthropic_counts_for_clients_of_gemini(string request)
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Script.Json("""{"input_tokens":14}"""));

        var (status, body, conversion) = await behind.AskAsync("v1beta/models/b/m:countTokens", request);

        Assert.Equal((200, """{"totalTokens":14}""", "exact"), (status, body, conversion));
        var sent = Assert.Single(behind.Upstream.Received).Json.AsObject();
        Assert.Equal(["messages", "model"], sent.Select(static member => member.Key).Order());
    }

    [Theory]
    [InlineData("""{"contents":[{"role":"user","parts":[{"text":"Hello"}]}]}""")]
    [InlineData("""{"generateContentRequest":{"model":"models/m","contents":[{"role":"user","parts":[{"text":"Hello"}]}],"toolConfig":{"future":1}}}""")]
    public async Task Gemini_gets_what_its_own_clients_sent(string request)
    {
        await using var behind = await Behind.StartAsync("gemini");
        behind.Upstream.Then(Script.Json("""{"totalTokens":9,"totalBillableCharacters":5}"""));

        var (_, body, _) = await behind.AskAsync("v1beta/models/b/m:countTokens", request);

        Assert.Equal("""{"totalTokens":9,"totalBillableCharacters":5}""", body);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(request), behind.Upstream.Received[0].Json));
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("ollama")]
    public async Task Backend_that_cannot_count_is_not_asked(string type)
    {
        await using var behind = await Behind.StartAsync(type);

        var (status, body, conversion) = await behind.AskAsync("v1/messages/count_tokens", Anthropic);

        Assert.Equal(200, status);
        Assert.InRange(JsonNode.Parse(body)!["input_tokens"]!.GetValue<int>(), 5, 60);
        Assert.Empty(behind.Upstream.Received);
        Assert.StartsWith("adapted", conversion, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, """{"input_tokens":14}""", 14)]
    [InlineData(503, "{}", null)]
    public async Task Name_is_counted_by_the_target_that_can_and_estimated_when_it_fails(int status, string reply, int? counted)
    {
        await using var first = new ScriptedUpstream();
        await using var second = new ScriptedUpstream();
        second.Otherwise = _ => Script.Json(reply, status);
        await using var gateway = await StartAsync(("openai", first), ("anthropic", second));

        using var response = await gateway.PostAsync("v1/messages/count_tokens", Anthropic.Replace("b/m", "m", StringComparison.Ordinal));

        Assert.True(response.IsSuccessStatusCode);
        var tokens = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["input_tokens"]!.GetValue<int>();
        Assert.True(counted is null ? tokens is > 5 and < 60 : tokens == counted, $"{tokens}");
        Assert.Empty(first.Received);
        Assert.Equal("/v1/messages/count_tokens", second.Received[0].Target);
    }

    [Fact]
    public async Task Server_without_the_operation_leaves_the_counting_to_the_next()
    {
        await using var first = new ScriptedUpstream();
        await using var second = new ScriptedUpstream();
        first.Then(Script.Json("""{"detail":"Not Found"}""", 404));
        second.Then(Script.Json("""{"totalTokens":9}"""));
        await using var gateway = await StartAsync(("anthropic", first), ("gemini", second));

        using var response = await gateway.PostAsync("v1/messages/count_tokens", Anthropic.Replace("b/m", "m", StringComparison.Ordinal));

        Assert.Equal("""{"input_tokens":9}""", await response.Content.ReadAsStringAsync());
    }

    private static Task<RunningGateway> StartAsync((string Type, ScriptedUpstream Upstream) first, (string Type, ScriptedUpstream Upstream) second) => RunningGateway.StartAsync($$"""
        {
          "backends": [
            { "id": "first", "type": "{{first.Type}}", "endpoint": "{{first.Upstream.Address}}", "api_key": "sk-1" },
            { "id": "second", "type": "{{second.Type}}", "endpoint": "{{second.Upstream.Address}}", "api_key": "sk-2" }
          ],
          "models": [ { "name": "m", "targets": ["first/m-1", "second/m-2"] } ]
        }
        """);

    [Fact]
    public async Task Error_reaches_the_caller_in_its_dialect()
    {
        await using var behind = await Behind.StartAsync("gemini");
        behind.Upstream.Then(Script.Json("""{"error":{"code":404,"message":"no such model","status":"NOT_FOUND"}}""", 404));

        var (status, body, _) = await behind.AskAsync("v1/messages/count_tokens", Anthropic);

        Assert.Equal(404, status);
        Assert.Equal("not_found_error", JsonNode.Parse(body)!["error"]!["type"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("v1/messages/count_tokens", """{"model":"b/m"}""")]
    [InlineData("v1/messages/count_tokens", """{"model":"b/m","messages":null}""")]
    [InlineData("v1/messages/count_tokens", """{"model":"b/m","system":"Be kind.","messages":[]}""")]
    [InlineData("v1beta/models/b/m:countTokens", "{}")]
    [InlineData("v1beta/models/b/m:countTokens", """{"contents":null}""")]
    [InlineData("v1beta/models/b/m:countTokens", """{"contents":[]}""")]
    [InlineData("v1beta/models/b/m:countTokens", """{"generateContentRequest":{"model":"models/b/m"}}""")]
    [InlineData("v1beta/models/b/m:countTokens", """{"generateContentRequest":{"model":"models/b/m","contents":[{"parts":[{"text":"a"}]}]},"contents":[{"parts":[{"text":"b"}]}]}""")]
    [InlineData("v1beta/models/b/m:countTokens", """{"contents":[{"parts":[{"text":"b"}]}],"generateContentRequest":{"model":"models/b/m","contents":[{"parts":[{"text":"a"}]}]}}""")]
    public async Task Conversation_of_nothing_is_the_callers_fault(string path, string request)
    {
        foreach (var type in (string[])["anthropic", "gemini", "openai"])
        {
            await using var behind = await Behind.StartAsync(type);

            var (status, _, _) = await behind.AskAsync(path, request);

            Assert.Equal(400, status);
            Assert.Empty(behind.Upstream.Received);
        }
    }

    [Theory]
    [InlineData("""{"contents":"Hi"}""", "contents must be an array")]
    [InlineData("""{"contents":{"parts":[{"text":"a"}]}}""", "contents must be an array")]
    [InlineData("""{"contents":7}""", "contents must be an array")]
    [InlineData("""{"generateContentRequest":{"contents":7}}""", "generateContentRequest.contents must be an array")]
    [InlineData("""{"generateContentRequest":"x","contents":[{"parts":[{"text":"a"}]}]}""", "generateContentRequest must be an object")]
    [InlineData("""{"contents":[{"parts":[{"text":"a"}]}],"generateContentRequest":[]}""", "generateContentRequest must be an object")]
    public async Task Gemini_caller_is_told_which_member_of_the_count_is_of_another_kind(string request, string told)
    {
        await using var behind = await Behind.StartAsync("gemini");

        var (status, body, _) = await behind.AskAsync("v1beta/models/b/m:countTokens", request);

        Assert.Equal(400, status);
        Assert.Contains(told, body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"contents":[],"generateContentRequest":{"model":"models/b/m","contents":[{"role":"user","parts":[{"text":"a"}]}]}}""")]
    [InlineData("""{"contents":[{"role":"user","parts":[{"text":"a"}]}],"generateContentRequest":null}""")]
    public async Task Gemini_member_of_the_count_that_is_unset_says_nothing(string request)
    {
        await using var behind = await Behind.StartAsync("gemini");
        behind.Upstream.Then(Script.Json("{\"totalTokens\":3}"));

        var (status, body, _) = await behind.AskAsync("v1beta/models/b/m:countTokens", request);

        Assert.True(status == 200, body);
        Assert.Contains("\"a\"", Assert.Single(behind.Upstream.Received).Json.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("countTokens", """{"contents":[{"role":"user","parts":[{"text":"a"}]}],"models":["z"],"fallbacks":["y",{"model":"x"}]}""")]
    [InlineData("countTokens", """{"generateContentRequest":{"fallbacks":["y",{"model":"x"}],"models":["z"],"contents":[{"role":"user","parts":[{"text":"a"}]}]}}""")]
    [InlineData("generateContent", """{"contents":[{"role":"user","parts":[{"text":"a"}]}],"models":["z"],"fallbacks":["y",{"model":"x"}]}""")]
    public async Task Further_models_that_nobody_knows_are_told_by_the_member_that_named_them(string method, string request)
    {
        await using var behind = await Behind.StartAsync("gemini");
        behind.Upstream.Then(Script.Json("""{"totalTokens":3,"candidates":[{"content":{"role":"model","parts":[{"text":"Hi"}]},"finishReason":"STOP"}]}"""));

        using var response = await behind.Gateway.PostAsync($"v1beta/models/b/m:{method}", request);

        var details = response.Headers.GetValues("x-parley-conversion-details").Single().Split("; ");
        Assert.Equal(["dropped fallbacks", "dropped models"], details.Order());
    }

    [Theory]
    [InlineData("""{"model":"b/m"}""")]
    [InlineData("""{"model":"b/m","messages":null}""")]
    public async Task Coheres_chat_without_messages_is_the_callers_fault(string request)
    {
        foreach (var type in (string[])["cohere", "openai"])
        {
            await using var behind = await Behind.StartAsync(type);

            var (status, body, _) = await behind.AskAsync("v2/chat", request);

            Assert.Equal((400, "messages"), (status, JsonNode.Parse(body)!["param"]!.GetValue<string>()));
            Assert.Empty(behind.Upstream.Received);
        }
    }
}
