using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.OpenAIChat;

/// <summary>Requests that came from another dialect.</summary>
public sealed class RequestWriteTests
{
    [Fact]
    public void Answer_of_which_nothing_can_be_said_is_left_out()
    {
        var written = OpenAI.Write(Foreign(
            new Message(Role.User, [new TextPart("Hi")]),
            new Message(Role.Assistant, [new OpaquePart("openai-responses", "web_search_call", RawJson.Parse("{}"))]),
            new Message(Role.Assistant, [new ReasoningPart("why")]),
            new Message(Role.User, [new TextPart("And?")])));
        OpenAI.Same("""{"model":"m","messages":[{"role":"user","content":"Hi"},{"role":"user","content":"And?"}]}""", written.Text);
        Assert.Equal(["messages[1].content[0]", "messages[2].content[0]"], written.Log.Entries.Select(static entry => entry.Field));
    }

    [Theory]
    [InlineData("gpt-4o", "max_tokens")]
    [InlineData("llama-3", "max_tokens")]
    [InlineData("o3-mini", "max_completion_tokens")]
    [InlineData("gpt-5.1", "max_completion_tokens")]
    [InlineData("openai/gpt-5", "max_completion_tokens")]
    [InlineData("gpt-oss-120b", "max_tokens")]
    public void Token_limit_is_spelled_after_the_model(string model, string member) =>
        Assert.Contains($"\"{member}\":9", OpenAI.Write(Foreign() with { Model = model, MaxTokens = 9 }).Text, StringComparison.Ordinal);

    [Fact]
    public void Token_limit_is_spelled_after_the_profile() =>
        Assert.Contains("\"max_tokens\":9", OpenAI.Write(Foreign() with { Model = "o3", MaxTokens = 9 }, new WireProfile { MaxTokens = MaxTokensMember.MaxTokens }).Text, StringComparison.Ordinal);

    [Fact]
    public void Stream_always_asks_for_usage()
    {
        var written = OpenAI.Write(Foreign() with { Stream = true });
        Assert.Equal("chat/completions", written.Path);
        OpenAI.Same("""{"model":"m","messages":[],"stream":true,"stream_options":{"include_usage":true}}""", written.Text);
    }

    [Fact]
    public void Stream_does_not_ask_where_the_member_is_rejected() =>
        OpenAI.Same("""{"model":"m","messages":[],"stream":true}""", OpenAI.Write(Foreign() with { Stream = true }, new WireProfile { StreamOptions = false }).Text);

    [Fact]
    public void Tool_results_come_first_and_their_media_follow()
    {
        var written = OpenAI.Write(Foreign(
            new Message(Role.User,
            [
                new ToolResultPart("c1", [new TextPart("a"), Image("AAAA")]),
                new ToolResultPart("c2", [Image("BBBB")]) { IsError = true },
                new TextPart("and now?"),
            ])));
        OpenAI.Same("""
            [{"role":"tool","tool_call_id":"c1","content":"a"},
             {"role":"tool","tool_call_id":"c2","content":"Error: The output follows in the next user message."},
             {"role":"user","content":[{"type":"text","text":"Output of tool call c1:"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},
               {"type":"text","text":"Output of tool call c2:"},{"type":"image_url","image_url":{"url":"data:image/png;base64,BBBB"}}]},
             {"role":"user","content":"and now?"}]
            """, MessagesOf(written.Text));
        Assert.Equal(["Moved messages[0].content[0].content[1]", "Moved messages[0].content[1].content[0]", "Emulated messages[0].content[1].is_error"], OpenAI.Entries(written.Log));
    }

    [Fact]
    public void Foreign_thoughts_are_recorded_and_left_out()
    {
        var written = OpenAI.Write(Foreign(new Message(Role.Assistant,
        [
            new ReasoningPart("secret") { Signature = new PartSignature("anthropic-messages", "sig") },
            new TextPart("answer"),
        ])));
        OpenAI.Same("""[{"role":"assistant","content":"answer"}]""", MessagesOf(written.Text));
        Assert.Equal(["Dropped messages[0].content[0]"], OpenAI.Entries(written.Log));
    }

    [Theory]
    [InlineData(ReasoningMember.ReasoningContent, "reasoning_content")]
    [InlineData(ReasoningMember.Reasoning, "reasoning")]
    public void Unsigned_thoughts_go_back_where_the_upstream_takes_them(ReasoningMember member, string name)
    {
        var written = OpenAI.Write(Foreign(new Message(Role.Assistant, [new ReasoningPart("why"), new ToolCallPart("c", "f", default)])), new WireProfile { Reasoning = member });
        OpenAI.Same($$$"""[{"role":"assistant","content":null,"{{{name}}}":"why","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}]""", MessagesOf(written.Text));
        Assert.Empty(written.Log.Entries);
    }

    [Fact]
    public void Arguments_that_are_a_value_become_text()
    {
        var call = new ToolCallPart("c", "f", ToolArguments.FromValue(RawJson.Parse("""{"a":"\"x\""}""")));
        OpenAI.Same("""[{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"a\":\"\\\"x\\\"\"}"}}]}]""",
            MessagesOf(OpenAI.Write(Foreign(new Message(Role.Assistant, [call]))).Text));
    }

    [Fact]
    public void Long_ids_pair_up_again()
    {
        var id = new string('x', 60);
        var written = OpenAI.Write(
            Foreign(new Message(Role.Assistant, [new ToolCallPart(id, "f", default)]), new Message(Role.Tool, [new ToolResultPart(id, [])])),
            new WireProfile { ToolCallIds = ToolCallIdRule.Max40 });
        var mapped = ToolCallIds.Map(id, ToolCallIdRule.Max40);
        Assert.Equal(2, written.Text.Split($"\"{mapped}\"").Length - 1);
    }

    [Fact]
    public void Media_without_a_form_here_are_recorded()
    {
        var written = OpenAI.Write(Foreign(new Message(Role.User,
        [
            new MediaPart(MediaKind.Video, new MediaSource.Url("https://x/v.mp4")),
            new MediaPart(MediaKind.Audio, new MediaSource.Url("https://x/a.mp3")),
            new MediaPart(MediaKind.Document, new MediaSource.FileId("anthropic-messages", "f1")),
            new OpaquePart("anthropic-messages", "server_tool_use", RawJson.Parse("{}")),
            new MediaPart(MediaKind.Document, new MediaSource.PlainText("plain")) { Name = "n" },
            new MediaPart(MediaKind.Document, new MediaSource.Base64("AA")) { MediaType = "application/pdf" },
            new MediaPart(MediaKind.Audio, new MediaSource.Base64("AA")) { MediaType = "audio/mpeg" },
        ])));
        OpenAI.Same("""
            [{"role":"user","content":[{"type":"text","text":"n\n\nplain"},{"type":"file","file":{"file_data":"data:application/pdf;base64,AA","filename":"document.pdf"}},
              {"type":"input_audio","input_audio":{"data":"AA","format":"mp3"}}]}]
            """, MessagesOf(written.Text));
        Assert.Equal(4, written.Log.Entries.Count(static entry => entry is { Category: ConversionCategory.Dropped, Severity: ConversionSeverity.Error }));
    }

    [Fact]
    public void Address_is_left_out_where_the_upstream_wants_bytes()
    {
        var written = OpenAI.Write(Foreign(new Message(Role.User, [new TextPart("a"), new MediaPart(MediaKind.Image, new MediaSource.Url("https://x"))])), new WireProfile { MediaUrls = false });
        OpenAI.Same("""[{"role":"user","content":"a"}]""", MessagesOf(written.Text));
        Assert.Equal(["Dropped messages[0].content[1]"], OpenAI.Entries(written.Log));
    }

    [Fact]
    public void Extras_and_tools_of_another_dialect_are_recorded()
    {
        var extras = new Extras("anthropic-messages");
        extras.Add("container", RawJson.Parse("\"c\""));
        var written = OpenAI.Write(Foreign() with
        {
            Extras = extras,
            Tools = [new ToolSpec("web_search") { Native = RawJson.Parse("{}"), Dialect = "anthropic-messages" }, new ToolSpec("f")],
            ToolChoice = new ToolChoice(ToolChoiceMode.Named, "f"),
        });
        OpenAI.Same("""
            {"model":"m","messages":[],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{}}}}],"tool_choice":{"type":"function","function":{"name":"f"}}}
            """, written.Text);
        Assert.Equal(["Dropped tools[0]", "Dropped container"], OpenAI.Entries(written.Log));
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}""", true)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}""", false)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"required":["a"],"additionalProperties":false}""", false)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","items":{"type":"object","properties":{}}}},"required":["a"],"additionalProperties":false}""", false)]
    [InlineData("""{"type":"array","items":{"type":"string"}}""", false)]
    public void Schema_is_strict_only_where_OpenAI_takes_it(string schema, bool strict)
    {
        var written = OpenAI.Write(Foreign() with { ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonSchema) { Schema = RawJson.Parse(schema) } });
        OpenAI.Same($$$"""{"model":"m","messages":[],"response_format":{"type":"json_schema","json_schema":{"name":"response","schema":{{{schema}}},"strict":{{{(strict ? "true" : "false")}}} } } }""", written.Text);
    }

    [Theory]
    [InlineData(StructuredOutput.JsonObject, ",\"response_format\":{\"type\":\"json_object\"}")]
    [InlineData(StructuredOutput.None, "")]
    public void Schema_is_asked_for_in_words_where_the_upstream_takes_none(StructuredOutput ability, string member)
    {
        var written = OpenAI.Write(
            Foreign() with { ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonSchema) { Schema = RawJson.Parse("""{"type":"object"}""") } },
            new WireProfile { StructuredOutput = ability });
        OpenAI.Same($$"""
            {"model":"m","messages":[{"role":"system","content":"Answer with one JSON value that follows this JSON Schema, and nothing else:\n{\"type\":\"object\"}"}]{{member}}}
            """, written.Text);
        Assert.Equal(["Emulated response_format"], OpenAI.Entries(written.Log));
    }

    [Theory]
    [InlineData("o3", null, 4000, "\"reasoning_effort\":\"medium\"", "Emulated reasoning.budget_tokens")]
    [InlineData("o3", null, 0, "\"reasoning_effort\":\"low\"", "Clamped reasoning")]
    [InlineData("gpt-5", "none", null, "\"reasoning_effort\":\"none\"", null)]
    [InlineData("gpt-4o", "high", null, null, "Dropped reasoning")]
    [InlineData("qwen", "high", null, "\"reasoning_effort\":\"high\"", null)]
    public void Thinking_becomes_an_effort(string model, string? effort, int? budget, string? expected, string? entry)
    {
        var written = OpenAI.Write(Foreign() with { Model = model, Reasoning = new ReasoningOptions { Effort = effort, BudgetTokens = budget } });
        if (model == "gpt-5")
            Assert.Contains("\"reasoning_effort\":\"minimal\"", written.Text, StringComparison.Ordinal);
        else if (expected is not null)
            Assert.Contains(expected, written.Text, StringComparison.Ordinal);
        else
            Assert.DoesNotContain("reasoning", written.Text, StringComparison.Ordinal);
        if (entry is not null)
            Assert.Equal([entry], OpenAI.Entries(written.Log));
    }

    [Fact]
    public void Sampling_that_thinking_models_reject_is_recorded()
    {
        var written = OpenAI.Write(Foreign() with { Model = "o3", Sampling = new Sampling { Temperature = 0.2, TopP = 1, TopK = 5 } });
        OpenAI.Same("""{"model":"o3","messages":[],"top_p":1}""", written.Text);
        Assert.Equal(["Dropped temperature", "Dropped top_k"], OpenAI.Entries(written.Log));
    }

    [Fact]
    public void Strict_upstream_gets_nothing_unknown()
    {
        var request = OpenAI.Read("""{"model":"m","messages":[{"role":"assistant","content":"a","reasoning_content":"b","x":1}],"user":"u","seed":3,"safe_prompt":true,"store":true,"stream":true}""");
        var written = OpenAI.Write(request, new WireProfile { RejectsUnknownMembers = true, StreamOptions = false, DeveloperRole = false });
        OpenAI.Same("""{"model":"m","messages":[{"role":"assistant","content":"a"}],"random_seed":3,"stream":true,"safe_prompt":true}""", written.Text);
        Assert.Equal(["Dropped messages[0].content[0]", "Dropped messages[0].x", "Dropped user", "Dropped store"], OpenAI.Entries(written.Log));
    }

    [Fact]
    public void Developer_becomes_system_where_it_is_unknown() =>
        OpenAI.Same("""[{"role":"system","content":"a"}]""", MessagesOf(OpenAI.Write(Foreign(new Message(Role.Developer, [new TextPart("a")])), new WireProfile { DeveloperRole = false }).Text));

    [Fact]
    public void Cache_breakpoints_of_another_dialect_are_recorded()
    {
        var written = OpenAI.Write(Foreign(new Message(Role.System, [new TextPart("a") { Cache = new CacheHint("1h") }])));
        OpenAI.Same("""[{"role":"system","content":"a"}]""", MessagesOf(written.Text));
        Assert.Equal(["Dropped messages[0].content[0].cache_control"], OpenAI.Entries(written.Log));
    }

    private static ChatRequest Foreign(params IReadOnlyList<Message> messages) => new() { Model = "m", Messages = messages, Dialect = "anthropic-messages" };

    private static MediaPart Image(string data) => new(MediaKind.Image, new MediaSource.Base64(data)) { MediaType = "image/png" };

    private static string MessagesOf(string body)
    {
        using var document = System.Text.Json.JsonDocument.Parse(body);
        return document.RootElement.GetProperty("messages").GetRawText();
    }
}
