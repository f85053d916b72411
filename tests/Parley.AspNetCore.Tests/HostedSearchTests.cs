using System.Text.Json.Nodes;
using Parley.AspNetCore.Tests.Operations;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests;

/// <summary>A caller's search of the web at a backend that has one of its own.</summary>
public sealed class HostedSearchTests
{
    private const string Responses = """{"model":"b/m","input":"News?","tools":[{"type":"web_search","filters":{"allowed_domains":["a.org"]},"search_context_size":"low","user_location":{"type":"approximate","country":"NO","city":"Oslo"}}]}""";
    private const string Anthropic = """{"model":"b/m","max_tokens":9,"messages":[{"role":"user","content":"News?"}],"tools":[{"type":"web_search_20250305","name":"web_search","max_uses":2,"blocked_domains":["b.org"],"user_location":{"type":"approximate","country":"NO","timezone":"Europe/Oslo"}}]}""";
    private const string Gemini = """{"contents":[{"role":"user","parts":[{"text":"News?"}]}],"tools":[{"google_search":{"timeRangeFilter":{"startTime":"2026-01-01T00:00:00Z","endTime":"2026-02-01T00:00:00Z"}}}]}""";
    private const string Chat = """{"model":"b/m","messages":[{"role":"user","content":"News?"}],"web_search_options":{"search_context_size":"high","user_location":{"type":"approximate","approximate":{"country":"NO"}}}}""";
    private const string GeminiPath = "v1beta/models/b/m:generateContent";

    private const string ClaudeReply = """{"id":"msg_1","type":"message","role":"assistant","model":"m","stop_reason":"end_turn","content":[{"type":"server_tool_use","id":"s","name":"web_search","input":{"query":"q"}},{"type":"web_search_tool_result","tool_use_id":"s","content":[{"type":"web_search_result","url":"https://a.org","title":"A","encrypted_content":"e"}]},{"type":"text","text":"Snow.","citations":[{"type":"web_search_result_location","cited_text":"It snows.","encrypted_index":"x","title":"A","url":"https://a.org"}]}],"usage":{"input_tokens":3,"output_tokens":4}}""";
    private const string GeminiReply = """{"candidates":[{"content":{"role":"model","parts":[{"text":"Snow."}]},"finishReason":"STOP","index":0,"groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a.org","title":"A"}}],"groundingSupports":[{"segment":{"startIndex":0,"endIndex":5,"text":"Snow."},"groundingChunkIndices":[0]}]}}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":4,"totalTokenCount":7}}""";
    private const string ResponsesReply = """{"id":"resp_1","object":"response","created_at":1,"status":"completed","model":"m","output":[{"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search","query":"q"}},{"type":"message","id":"msg_1","role":"assistant","status":"completed","content":[{"type":"output_text","text":"Snow.","annotations":[{"type":"url_citation","start_index":0,"end_index":5,"url":"https://a.org","title":"A"}]}]}],"usage":{"input_tokens":3,"output_tokens":4,"total_tokens":7}}""";
    private const string SonarReply = """{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Snow.[1]"}}],"citations":["https://a.org"],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}""";

    private static readonly string[] ClaudeEvents =
    [
        """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"usage":{"input_tokens":3,"output_tokens":1}}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"s","name":"web_search","input":{}}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"query\":\"q\"}"}}""",
        """{"type":"content_block_stop","index":0}""",
        """{"type":"content_block_start","index":1,"content_block":{"type":"web_search_tool_result","tool_use_id":"s","content":[{"type":"web_search_result","url":"https://a.org","title":"A","encrypted_content":"e"}]}}""",
        """{"type":"content_block_stop","index":1}""",
        """{"type":"content_block_start","index":2,"content_block":{"type":"text","text":"","citations":[]}}""",
        """{"type":"content_block_delta","index":2,"delta":{"type":"citations_delta","citation":{"type":"web_search_result_location","cited_text":"It snows.","encrypted_index":"x","title":"A","url":"https://a.org"}}}""",
        """{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"Snow."}}""",
        """{"type":"content_block_stop","index":2}""",
        """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":4}}""",
        """{"type":"message_stop"}""",
    ];

    [Theory]
    [InlineData("anthropic", "v1/responses", Responses, """[{"type":"web_search_20250305","name":"web_search","allowed_domains":["a.org"],"user_location":{"type":"approximate","country":"NO","city":"Oslo"}}]""")]
    [InlineData("anthropic", "v1/chat/completions", Chat, """[{"type":"web_search_20250305","name":"web_search","user_location":{"type":"approximate","country":"NO"}}]""")]
    [InlineData("anthropic", GeminiPath, Gemini, """[{"type":"web_search_20250305","name":"web_search"}]""")]
    [InlineData("gemini", "v1/responses", Responses, """[{"googleSearch":{}}]""")]
    [InlineData("gemini", "v1/messages", Anthropic, """[{"googleSearch":{}}]""")]
    [InlineData("gemini", "v1/chat/completions", Chat, """[{"googleSearch":{}}]""")]
    [InlineData("openai", "v1/messages", Anthropic, """[{"type":"web_search","user_location":{"type":"approximate","country":"NO","timezone":"Europe/Oslo"}}]""")]
    [InlineData("openai", GeminiPath, Gemini, """[{"type":"web_search"}]""")]
    [InlineData("xai", "v1/messages", Anthropic, """[{"type":"web_search","user_location":{"type":"approximate","country":"NO","timezone":"Europe/Oslo"}}]""")]
    public async Task Backend_is_asked_for_its_own_search_and_says_its_sources(string type, string path, string body, string tools)
    {
        await using var behind = await Behind.StartAsync(type);
        behind.Upstream.Then(Script.Json(type switch { "anthropic" => ClaudeReply, "gemini" => GeminiReply, _ => ResponsesReply }));

        var (status, answer, _) = await behind.AskAsync(path, body);

        Assert.True(status == 200, answer);
        Assert.Contains("https://a.org", answer, StringComparison.Ordinal);
        var sent = Assert.Single(behind.Upstream.Received);
        Assert.Equal(tools, sent.Json["tools"]!.ToJsonString());
        if (type is "openai" or "xai")
            Assert.EndsWith("/responses", sent.Target, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1/responses", """{"model":"b/m","input":"News?","tools":[{"type":"web_search","external_web_access":false}]}""")]
    [InlineData("v1/chat/completions", """{"model":"b/m","messages":[{"role":"user","content":"News?"}],"web_search_options":true}""")]
    [InlineData("v1/chat/completions", """{"model":"b/m","messages":[{"role":"user","content":"News?"}],"web_search_options":[]}""")]
    public async Task Search_that_may_not_leave_the_house_or_has_no_form_is_not_made_another(string path, string body)
    {
        await using var behind = await Behind.StartAsync("anthropic");

        var (status, answer, _) = await behind.AskAsync(path, body);

        Assert.True(status == 400, answer);
        Assert.Empty(behind.Upstream.Received);
    }

    [Theory]
    [InlineData("""{"type":"approximate","country":["DE"],"latitude":5}""", "user_location.country", "user_location.latitude")]
    [InlineData("""{"type":"approximate","country":"DE","city":7}""", "user_location.city", null)]
    public async Task What_of_a_place_cannot_be_told_is_told_to_the_caller(string location, string one, string? other)
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Script.Json(ClaudeReply));

        using var response = await behind.Gateway.PostAsync("v1/responses", $$"""{"model":"b/m","input":"News?","tools":[{"type":"web_search","user_location":{{location}}}]}""");

        var details = response.Headers.GetValues("x-parley-conversion-details").Single();
        Assert.Contains(one, details, StringComparison.Ordinal);
        Assert.Contains(other ?? one, details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Domains_of_half_a_character_are_no_defect()
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Script.Json(ClaudeReply));

        var (status, answer, _) = await behind.AskAsync("v1/responses", """{"model":"b/m","input":"News?","tools":[{"type":"web_search","filters":{"allowed_domains":["\ud800"]}}]}""");

        Assert.True(status is 200 or 400, answer);
    }

    [Theory]
    [InlineData("perplexity", "b/m", "v1/messages", Anthropic, """{"user_location":{"country":"NO"}}""")]
    [InlineData("perplexity", "b/m", "v1/responses", Responses, """{"search_context_size":"low","user_location":{"country":"NO","city":"Oslo"}}""")]
    [InlineData("openai", "b/gpt-5-search-api", "v1/messages", Anthropic, """{"user_location":{"type":"approximate","approximate":{"country":"NO","timezone":"Europe/Oslo"}}}""")]
    public async Task Chat_that_searches_is_asked_by_its_options(string type, string model, string path, string body, string options)
    {
        await using var behind = await Behind.StartAsync(type);
        behind.Upstream.Then(Script.Json(SonarReply));

        var (status, answer, _) = await behind.AskAsync(path, body.Replace("b/m", model, StringComparison.Ordinal));

        Assert.True(status == 200, answer);
        var sent = Assert.Single(behind.Upstream.Received);
        Assert.EndsWith("/chat/completions", sent.Target, StringComparison.Ordinal);
        Assert.Equal(options, sent.Json["web_search_options"]!.ToJsonString());
        Assert.Null(sent.Json["tools"]);
    }

    [Theory]
    [InlineData("gemini", "v1/messages", Anthropic, "dropped tools[0].max_uses;dropped tools[0].blocked_domains;dropped tools[0].user_location")]
    [InlineData("gemini", "v1/chat/completions", Chat, "dropped web_search_options.search_context_size;dropped web_search_options.user_location")]
    [InlineData("anthropic", "v1/responses", Responses, "dropped tools[0].search_context_size")]
    [InlineData("anthropic", GeminiPath, Gemini, "dropped tools[0].timeRangeFilter")]
    [InlineData("openai", "v1/messages", Anthropic, "dropped tools[0].max_uses;dropped tools[0].blocked_domains")]
    public async Task What_the_other_search_cannot_be_told_is_recorded(string type, string path, string body, string losses)
    {
        await using var behind = await Behind.StartAsync(type);
        behind.Upstream.Then(Script.Json(type switch { "anthropic" => ClaudeReply, "gemini" => GeminiReply, _ => ResponsesReply }));

        using var response = await behind.Gateway.PostAsync(path, body);

        var details = response.Headers.GetValues("x-parley-conversion-details").Single();
        Assert.All(losses.Split(';'), loss => Assert.Contains(loss, details, StringComparison.Ordinal));
        Assert.DoesNotContain("dropped web_search_options,", details + ",", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("anthropic", "v1/responses", """{"model":"b/m","input":"Hi","tools":[{"type":"web_search"}],"tool_choice":{"type":"web_search"}}""", """{"type":"tool","name":"web_search"}""")]
    [InlineData("openai", "v1/messages", """{"model":"b/m","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"web_search_20250305","name":"web_search"}],"tool_choice":{"type":"tool","name":"web_search"}}""", """{"type":"web_search"}""")]
    public async Task Choice_of_the_search_names_the_backends_own(string type, string path, string body, string choice)
    {
        await using var behind = await Behind.StartAsync(type);
        behind.Upstream.Then(Script.Json(type == "anthropic" ? ClaudeReply : ResponsesReply));

        var (status, answer, _) = await behind.AskAsync(path, body);

        Assert.True(status == 200, answer);
        Assert.Equal(choice, Assert.Single(behind.Upstream.Received).Json["tool_choice"]!.ToJsonString());
    }

    [Theory]
    [InlineData("v1/responses", """{"model":"b/m","stream":true,"input":"News?","tools":[{"type":"web_search"}]}""", "\"type\":\"url_citation\"")]
    [InlineData("v1/chat/completions", """{"model":"b/m","stream":true,"messages":[{"role":"user","content":"News?"}],"web_search_options":{}}""", "\"url_citation\"")]
    [InlineData("v1beta/models/b/m:streamGenerateContent?alt=sse", """{"contents":[{"role":"user","parts":[{"text":"News?"}]}],"tools":[{"googleSearch":{}}]}""", "\"groundingMetadata\"")]
    public async Task Sources_of_a_stream_come_back_as_the_callers_citations(string path, string body, string citation)
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Script.Stream(string.Concat(ClaudeEvents.Select(static data => $"event: {JsonNode.Parse(data)!["type"]}\ndata: {data}\n\n")), "text/event-stream"));

        var (status, answer, _) = await behind.AskAsync(path, body);

        Assert.Equal(200, status);
        Assert.Contains("Snow.", answer, StringComparison.Ordinal);
        Assert.Contains(citation, answer, StringComparison.Ordinal);
        Assert.Contains("https://a.org", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("server_tool_use", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sources_of_another_search_are_not_told_to_Anthropic()
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Script.Json(ClaudeReply));

        await behind.AskAsync("v1/messages", """{"model":"b/m","max_tokens":9,"messages":[{"role":"user","content":"News?"},{"role":"assistant","content":[{"type":"text","text":"Snow.","citations":[{"type":"web_search_result_location","cited_text":"","encrypted_index":"","title":"A","url":"https://a.org"},{"type":"web_search_result_location","cited_text":"x","encrypted_index":"e","title":"B","url":"https://b.org"}]}]},{"role":"user","content":"And?"}]}""");

        var told = Assert.Single(behind.Upstream.Received).Json["messages"]![1]!["content"]![0]!["citations"]!.AsArray();
        Assert.Equal("https://b.org", Assert.Single(told)!["url"]!.GetValue<string>());
    }

    [Fact]
    public async Task Search_is_counted_as_the_target_would_be_asked()
    {
        await using var behind = await Behind.StartAsync("gemini");
        behind.Upstream.Then(Script.Json("""{"totalTokens":9}"""));

        await behind.AskAsync("v1/messages/count_tokens", """{"model":"b/m","models":["b/n"],"messages":[{"role":"user","content":"News?"}],"tools":[{"type":"web_search_20250305","name":"web_search"}]}""");

        var sent = Assert.Single(behind.Upstream.Received);
        Assert.Equal("""[{"googleSearch":{}}]""", sent.Json["generateContentRequest"]!["tools"]!.ToJsonString());
        Assert.DoesNotContain("b/n", sent.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_beside_functions_is_refused_where_google_refuses_it()
    {
        await using var behind = await Behind.StartAsync("gemini");

        var (status, answer, _) = await behind.AskAsync("v1/responses", """{"model":"b/m","input":"Hi","tools":[{"type":"function","name":"f","parameters":{"type":"object"}},{"type":"web_search"}]}""");

        Assert.Equal((400, "tools[1]"), (status, JsonNode.Parse(answer)!["error"]!["param"]!.GetValue<string>()));
        Assert.Contains("not beside the other tools", answer, StringComparison.Ordinal);
        Assert.Empty(behind.Upstream.Received);
    }

    [Fact]
    public async Task Search_is_left_out_with_its_choice_where_the_policy_says_so()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(WireSample.OpenAI.Reply));
        await using var gateway = await RunningGateway.StartAsync($$"""
            { "backends": [ { "id": "c", "type": "openai-compatible", "endpoint": "{{upstream.Address}}" } ], "models": [ { "name": "m", "targets": ["c/m"], "hosted_tools": "drop" } ] }
            """);

        using var response = await gateway.PostAsync("v1/responses", """{"model":"m","input":"Hi","tools":[{"type":"function","name":"f","parameters":{"type":"object"}},{"type":"web_search"}],"tool_choice":{"type":"web_search"}}""");

        Assert.Contains("dropped tool_choice", response.Headers.GetValues("x-parley-conversion-details").Single(), StringComparison.Ordinal);
        Assert.Null(Assert.Single(upstream.Received).Json["tool_choice"]);
    }

    [Fact]
    public async Task Another_gateway_is_told_the_tool_as_it_was_declared()
    {
        await using var behind = await Behind.StartAsync("parley-gateway");
        behind.Upstream.Then(Script.Json("""{"id":"1","model":"m","choices":[{"index":0,"content":[{"type":"text","text":"Hi"}],"finish_reason":"stop"}]}"""));

        await behind.AskAsync("v1/messages", Anthropic);

        var tool = Assert.Single(behind.Upstream.Received).Json["tools"]![0]!;
        Assert.Equal(("anthropic-messages", 2), (tool["dialect"]!.GetValue<string>(), tool["native"]!["max_uses"]!.GetValue<int>()));
    }
}
