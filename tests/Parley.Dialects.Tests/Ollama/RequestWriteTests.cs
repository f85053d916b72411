using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using static Parley.Dialects.Tests.Ollama.OllamaWire;

namespace Parley.Dialects.Tests.Ollama;

/// <summary>Conversations of other dialects on their way to an upstream of Ollama.</summary>
public sealed class RequestWriteTests
{
    private static readonly ChatRequest Empty = new() { Model = "llama3", Messages = [] };

    private static MediaPart Image(string base64) => new(MediaKind.Image, new MediaSource.Base64(base64)) { MediaType = "image/png" };

    private static void AssertWrites(ChatRequest request, string members, params string[] entries)
    {
        var log = new ConversionLog();
        AssertSame($$"""{"model":"llama3","stream":false,{{members}}}""", Chat.Write(request, log));
        AssertLog(log, entries);
    }

    [Fact]
    public void A_whole_turn_with_tools_is_exact() => AssertWrites(Empty with
    {
        Dialect = DialectNames.AnthropicMessages,
        MaxTokens = 100,
        Tools = [new ToolSpec("get_weather") { Description = "Now", Schema = RawJson.Parse("""{"type":"object"}""") }, new ToolSpec("ping")],
        Messages =
        [
            new(Role.Developer, [new TextPart("Be brief.") { IsBare = true }]),
            new(Role.User, [new TextPart("Weather?")]),
            new(Role.Assistant, [new TextPart("Looking."), new ToolCallPart("toolu_1", "get_weather", ToolArguments.FromText("{\"city\":\"Paris\"}")), new ToolCallPart("toolu_2", "ping", default)]),
            new(Role.User, [new ToolResultPart("toolu_1", [new TextPart("20 C")]), new ToolResultPart("toolu_2", []), new TextPart("And now?")]),
        ],
    }, """
        "options":{"num_predict":100},
        "messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Weather?"},
        {"role":"assistant","content":"Looking.","tool_calls":[{"id":"toolu_1","function":{"name":"get_weather","arguments":{"city":"Paris"}}},{"id":"toolu_2","function":{"name":"ping","arguments":{}}}]},
        {"role":"tool","content":"20 C","tool_name":"get_weather","tool_call_id":"toolu_1"},{"role":"tool","content":"","tool_name":"ping","tool_call_id":"toolu_2"},
        {"role":"user","content":"And now?"}],
        "tools":[{"type":"function","function":{"name":"get_weather","description":"Now","parameters":{"type":"object"}}},
        {"type":"function","function":{"name":"ping","parameters":{"type":"object","properties":{}}}}]
        """);

    [Fact]
    public void Images_move_before_the_text_and_only_bytes_arrive() => AssertWrites(Empty with
    {
        Messages =
        [
            new(Role.User,
            [
                Image("QQ=="), new TextPart("One"), Image("Qg=="),
                new MediaPart(MediaKind.Image, new MediaSource.Url("https://example.com/a.png")) { Detail = "high" },
                new MediaPart(MediaKind.Audio, new MediaSource.Base64("Qw==")),
                new MediaPart(MediaKind.Document, new MediaSource.FileId(DialectNames.OpenAIChat, "file-1")),
                new MediaPart(MediaKind.Document, new MediaSource.PlainText("Report")) { Name = "r.txt" },
            ]),
        ],
    }, """ "messages":[{"role":"user","content":"One\n\nReport","images":["QQ==","Qg=="]}] """,
        "Moved messages[0].content[2]:  -> images",
        "Dropped messages[0].content[3]: Image, Url -> ",
        "Dropped messages[0].content[3].detail: high -> ",
        "Dropped messages[0].content[4]: Audio, Base64 -> ",
        "Dropped messages[0].content[5]: Document, FileId -> ",
        "Emulated messages[0].content[6]: r.txt -> text",
        "Dropped messages[0].content[6].name: r.txt -> ",
        "Moved messages[0].content:  -> one text");

    [Fact]
    public void Thoughts_go_only_where_they_may() => AssertWrites(Empty with
    {
        Dialect = DialectNames.OpenAIChat,
        Messages =
        [
            new(Role.Assistant,
            [
                new ReasoningPart("unsigned"),
                new ReasoningPart("signed") { Signature = new PartSignature(DialectNames.AnthropicMessages, "sig") },
                new ReasoningPart(default) { RedactedData = "xyz" },
                new TextPart("a"), new TextPart("b"),
                new RefusalPart("no"),
            ]),
        ],
    }, """ "messages":[{"role":"assistant","content":"abno","thinking":"unsigned"}] """,
        "Dropped messages[0].content[1]: reasoning -> ",
        "Dropped messages[0].content[2]: reasoning -> ",
        "Moved messages[0].content[5].refusal:  -> content",
        "Moved messages[0].content:  -> one text");

    [Fact]
    public void Everything_that_ollama_lacks_is_recorded() => AssertWrites(Empty with
    {
        Dialect = DialectNames.OpenAIChat,
        ParallelToolCalls = false,
        User = "u1",
        Metadata = RawJson.Parse("""{"k":"v"}"""),
        ServiceTier = "flex",
        ToolChoice = new ToolChoice(ToolChoiceMode.Named, "f"),
        Sampling = new Sampling { LogitBias = RawJson.Parse("""{"1":2}"""), Choices = 2, Temperature = 0.5 },
        Extras = ExtrasOf("store", "true"),
        Tools = [new ToolSpec("f") { Strict = true, Cache = new CacheHint() }, new ToolSpec("web_search") { Native = RawJson.Parse("{}"), Dialect = DialectNames.AnthropicMessages }],
        Messages = [new(Role.User, [new TextPart("hi") { Cache = new CacheHint("1h"), Extras = ExtrasOf("x", "1") }, new OpaquePart(DialectNames.AnthropicMessages, "server_tool_use", RawJson.Parse("{}"))]) { Name = "Ann", Extras = ExtrasOf("y", "2") },
            new(Role.Tool, [new ToolResultPart("unknown", [new TextPart("bad")]) { IsError = true }])],
    }, """
        "messages":[{"role":"user","content":"hi"},{"role":"tool","content":"bad","tool_call_id":"unknown"}],
        "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{}}}}],"options":{"temperature":0.5}
        """,
        "Emulated tool_choice: f -> no other tool is offered",
        "Dropped messages[0].name: Ann -> ",
        "Dropped messages[0].content[0].cache_control: 1h -> ",
        "Dropped messages[0].content[0].x: 1 -> ",
        "Dropped messages[0].content[1]: server_tool_use -> ",
        "Dropped messages[0].y: 2 -> ",
        "Dropped messages[1].content[0].is_error: true -> ",
        "Dropped tool_choice: f -> ",
        "Dropped tools[0].strict: true -> ",
        "Dropped tools[0].cache_control:  -> ",
        "Dropped store: true -> ",
        "Dropped parallel_tool_calls: false -> ",
        "Dropped user: u1 -> ",
        "Dropped metadata: {\"k\":\"v\"} -> ",
        "Dropped service_tier: flex -> ",
        "Dropped logit_bias: {\"1\":2} -> ",
        "Dropped n: 2 -> ");

    [Fact]
    public void Tool_choice_none_leaves_the_tools_out() => AssertWrites(
        Empty with { Tools = [new ToolSpec("f")], ToolChoice = new ToolChoice(ToolChoiceMode.None) },
        """ "messages":[] """,
        "Emulated tool_choice: none -> tools left out");

    [Fact]
    public void Tool_choice_required_is_recorded_as_lost() => AssertWrites(
        Empty with { Tools = [new ToolSpec("f") { Schema = RawJson.Parse("{}") }], ToolChoice = new ToolChoice(ToolChoiceMode.Required) },
        """ "messages":[],"tools":[{"type":"function","function":{"name":"f","parameters":{}}}] """,
        "Dropped tool_choice: required -> ");

    [Fact]
    public void Arguments_that_are_no_object_become_one_and_are_recorded() => AssertWrites(Empty with
    {
        Messages =
        [
            new(Role.Assistant,
            [
                new ToolCallPart("1", "cut", ToolArguments.FromText("{\"a\":")),
                new ToolCallPart("2", "custom", ToolArguments.FromText("SELECT 1")) { IsCustom = true },
                new ToolCallPart("3", "signed", ToolArguments.FromText(" {} ")) { Signature = new PartSignature(DialectNames.Gemini, "s") },
            ]),
        ],
    }, """
        "messages":[{"role":"assistant","content":"","tool_calls":[{"id":"1","function":{"name":"cut","arguments":{}}},
        {"id":"2","function":{"name":"custom","arguments":{"input":"SELECT 1"}}},{"id":"3","function":{"name":"signed","arguments":{}}}]}]
        """,
        "Dropped messages[0].content[0].arguments: {\"a\": -> ",
        "Emulated messages[0].content[1].input:  -> arguments.input",
        "Dropped messages[0].content[2].signature:  -> ");

    [Fact]
    public void A_schema_becomes_the_format() => AssertWrites(
        Empty with { ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonSchema) { Schema = RawJson.Parse("""{"type":"object"}"""), Name = "answer", Strict = true } },
        """ "messages":[],"format":{"type":"object"} """,
        "Dropped response_format.name: answer -> ");

    [Fact]
    public void Json_without_a_schema_becomes_the_word() => AssertWrites(
        Empty with { ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonObject) }, """ "messages":[],"format":"json" """);

    [Theory]
    [InlineData("llama3", "high", "true", "Clamped reasoning.effort: high -> true")]
    [InlineData("llama3", "none", "false")]
    [InlineData("gpt-oss:20b", "high", "\"high\"")]
    [InlineData("gpt-oss:20b", "minimal", "\"low\"", "Clamped reasoning.effort: minimal -> low")]
    [InlineData("gpt-oss:20b", "xhigh", "\"high\"", "Clamped reasoning.effort: xhigh -> high")]
    public void An_effort_is_a_level_for_models_that_know_levels(string model, string effort, string think, params string[] entries)
    {
        var log = new ConversionLog();
        AssertSame($$"""{"model":"{{model}}","stream":false,"messages":[],"think":{{think}}}""", Chat.Write(Empty with { Model = model, Reasoning = new ReasoningOptions { Effort = effort } }, log));
        AssertLog(log, entries);
    }

    [Fact]
    public void A_budget_switches_thinking_on_or_off()
    {
        AssertWrites(Empty with { Reasoning = new ReasoningOptions { Enabled = true, BudgetTokens = 2048 } }, """ "messages":[],"think":true """, "Clamped reasoning.budget_tokens: 2048 -> true");
        AssertWrites(Empty with { Reasoning = new ReasoningOptions { BudgetTokens = -1 } }, """ "messages":[],"think":true """);
        AssertWrites(Empty with { Reasoning = new ReasoningOptions { BudgetTokens = 0 } }, """ "messages":[],"think":false """);
        AssertWrites(Empty with { Reasoning = new ReasoningOptions { IncludeThoughts = false } }, """ "messages":[] """, "Dropped reasoning.include_thoughts: false -> ");
    }

    [Fact]
    public void The_context_size_is_never_invented() =>
        Assert.DoesNotContain("num_ctx", Chat.Write(Empty with { MaxTokens = 100_000, Messages = [new(Role.User, [new TextPart(new string('x', 100_000))])] }, new ConversionLog()), StringComparison.Ordinal);

    [Fact]
    public void The_same_request_gives_the_same_bytes()
    {
        var request = Empty with { Messages = [new(Role.User, [new TextPart("hi")])], Sampling = new Sampling { Temperature = 0.1, Seed = 3 } };
        Assert.Equal(Chat.Write(request, new ConversionLog()), Chat.Write(request, new ConversionLog()));
    }

    [Fact]
    public void A_conversation_becomes_one_prompt_for_generate()
    {
        var log = new ConversionLog();
        var request = Empty with
        {
            Tools = [new ToolSpec("f")],
            Messages =
            [
                new(Role.System, [new TextPart("Be brief.")]), new(Role.User, [Image("QQ=="), new TextPart("Hi")]),
                new(Role.Assistant, [new ReasoningPart("hm"), new TextPart("Ho"), new ToolCallPart("1", "f", default)]), new(Role.User, [new TextPart("Bye")]),
            ],
        };
        AssertSame("""{"model":"llama3","stream":false,"system":"Be brief.","prompt":"User:\n\nHi\n\nAssistant:\n\nHo\n\nUser:\n\nBye","images":["QQ=="]}""", Generate.Write(request, log));
        AssertLog(log, "Dropped messages[2]: reasoning -> ", "Dropped messages[2].content[2]: f -> ", "Emulated messages:  -> one prompt", "Dropped tools:  -> ");
    }

    private static Extras ExtrasOf(string name, string value)
    {
        var extras = new Extras(DialectNames.OpenAIChat);
        extras.Add(name, RawJson.Parse(value));
        return extras;
    }
}
