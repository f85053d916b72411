using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using static Parley.Dialects.Tests.Cohere.CohereWire;

namespace Parley.Dialects.Tests.Cohere;

/// <summary>Requests of other dialects, as Cohere takes them.</summary>
public sealed class RequestWriteTests
{
    private static readonly ToolSpec F = new("f") { Schema = RawJson.Parse("""{"type":"object"}""") };
    private static readonly ToolSpec G = new("g");

    [Fact]
    public void Sampling_is_brought_into_the_ranges_and_the_rest_recorded()
    {
        var written = Write(Foreign() with
        {
            Sampling = new Sampling { Temperature = 1.5, TopP = 1, TopK = 1000, FrequencyPenalty = -1, PresencePenalty = 1.5, Seed = -3, MinP = 0.1, RepetitionPenalty = 1.1, LogitBias = RawJson.Parse("""{"5":1}"""), TopLogprobs = 3, Logprobs = true, Choices = 2 },
            StopSequences = ["1", "2", "3", "4", "5", "6"],
        });
        Same("""{"model":"command-a-03-2025","messages":[{"role":"user","content":"Hi"}],"stop_sequences":["1","2","3","4","5"],"temperature":1.5,"p":0.99,"k":500,"frequency_penalty":0,"presence_penalty":1,"logprobs":true}""", written.Text);
        Assert.Equal(
            ["Clamped stop: 6 -> 5", "Clamped top_p: 1 -> 0.99", "Clamped top_k: 1000 -> 500", "Clamped frequency_penalty: -1 -> 0", "Clamped presence_penalty: 1.5 -> 1", "Dropped seed: -3 -> ",
                "Dropped min_p: 0.1 -> ", "Dropped repetition_penalty: 1.1 -> ", "Dropped logit_bias: {\"5\":1} -> ", "Dropped top_logprobs: 3 -> ", "Dropped n: 2 -> "],
            Entries(written.Log));
    }

    [Fact]
    public void Answer_of_which_nothing_can_be_said_is_left_out()
    {
        var written = Write(Foreign() with
        {
            Messages =
            [
                new Message(Role.User, [new TextPart("Hi")]),
                new Message(Role.Assistant, [new OpaquePart("openai-responses", "web_search_call", RawJson.Parse("{}"))]),
                new Message(Role.Assistant, [new ReasoningPart("why") { Signature = new PartSignature("anthropic-messages", "s") }]),
                new Message(Role.User, [new TextPart("And?")]),
            ],
        });
        Same("""{"model":"command-a-03-2025","messages":[{"role":"user","content":"Hi"},{"role":"user","content":"And?"}]}""", written.Text);
        Assert.Equal(2, written.Log.Entries.Count);
    }

    [Fact]
    public void Named_tool_is_the_only_one_and_required()
    {
        var written = Write(Foreign() with { Tools = [F, G], ToolChoice = new ToolChoice(ToolChoiceMode.Named, "g"), ParallelToolCalls = false });
        Assert.EndsWith(""","tools":[{"type":"function","function":{"name":"g","parameters":{"type":"object","properties":{}}}}],"tool_choice":"REQUIRED"}""", written.Text, StringComparison.Ordinal);
        Assert.Equal(["Emulated tool_choice: g -> REQUIRED, with no other tool", "Dropped parallel_tool_calls: false -> "], Entries(written.Log));
    }

    [Theory]
    [InlineData(ToolChoiceMode.Auto, "\"tool_choice\"", false)]
    [InlineData(ToolChoiceMode.Required, "\"tool_choice\":\"REQUIRED\"", true)]
    [InlineData(ToolChoiceMode.None, "\"tool_choice\":\"NONE\"", true)]
    public void Choice_is_written_in_capitals(ToolChoiceMode mode, string member, bool isThere) =>
        Assert.Equal(isThere, Write(Foreign() with { Tools = [F], ToolChoice = new ToolChoice(mode) }).Text.Contains(member, StringComparison.Ordinal));

    [Fact]
    public void Strictness_is_one_for_all_tools()
    {
        Assert.Contains("\"strict_tools\":true", Write(Foreign() with { Tools = [F with { Strict = true }, G with { Strict = true }] }).Text, StringComparison.Ordinal);
        var mixed = Write(Foreign() with { Tools = [F, G with { Strict = true }] });
        Assert.DoesNotContain("strict_tools", mixed.Text, StringComparison.Ordinal);
        Assert.Equal(["Dropped tools[1].strict: true -> "], Entries(mixed.Log));
    }

    [Fact]
    public void Tools_of_other_dialects_are_recorded() =>
        Assert.Equal(["Dropped tools[0]: web_search -> "], Entries(Write(Foreign() with { Tools = [new ToolSpec("web_search") { Native = RawJson.Parse("{}"), Dialect = DialectNames.AnthropicMessages }] }).Log));

    [Fact]
    public void Schema_is_written_and_its_name_recorded()
    {
        var written = Write(Foreign("Say JSON") with { ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonSchema) { Schema = RawJson.Parse("""{"type":"object"}"""), Name = "answer", Strict = true } });
        Assert.EndsWith(""","response_format":{"type":"json_object","json_schema":{"type":"object"}}}""", written.Text, StringComparison.Ordinal);
        Assert.Equal(["Dropped response_format.name: answer -> "], Entries(written.Log));
    }

    [Fact]
    public void Form_beside_tools_is_asked_for_in_words()
    {
        var written = Write(Foreign() with { Tools = [F], ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonSchema) { Schema = RawJson.Parse("""{"type":"object"}""") } });
        Assert.DoesNotContain("response_format", written.Text, StringComparison.Ordinal);
        Assert.Contains("""{"role":"system","content":"Answer with one JSON value that follows this JSON Schema, and nothing else:\n{\"type\":\"object\"}"}""", written.Text, StringComparison.Ordinal);
        Assert.Equal(["Emulated response_format: JsonSchema -> a system message"], Entries(written.Log));
    }

    [Theory]
    [InlineData("command-a-reasoning-08-2025", """{"type":"enabled","token_budget":1024}""")]
    [InlineData("command-a-03-2025", null)]
    public void Effort_becomes_a_budget_where_the_model_thinks(string model, string? thinking)
    {
        var written = Write(Foreign() with { Model = model, Reasoning = new ReasoningOptions { Effort = "low" } });
        Assert.Equal(thinking is not null, written.Text.Contains($"\"thinking\":{thinking}", StringComparison.Ordinal));
        Assert.Equal([thinking is null ? "Dropped reasoning: low -> " : "Emulated reasoning_effort: low -> thinking.token_budget 1024"], Entries(written.Log));
    }

    [Fact]
    public void Thinking_is_switched_off() =>
        Assert.Contains("""{"type":"disabled"}""", Write(Foreign() with { Model = "command-a-reasoning-08-2025", Reasoning = new ReasoningOptions { Effort = "none" } }).Text, StringComparison.Ordinal);

    [Fact]
    public void Thoughts_that_are_signed_or_withheld_are_never_sent()
    {
        var written = Write(Foreign() with
        {
            Messages =
            [
                new Message(Role.Assistant,
                [
                    new ReasoningPart("secret") { Signature = new PartSignature(DialectNames.AnthropicMessages, "sig") },
                    new ReasoningPart(default) { RedactedData = "blob" },
                    new ReasoningPart("plain"),
                    new TextPart("a"),
                ]),
            ],
        });
        Same("""{"model":"command-a-03-2025","messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"plain"},{"type":"text","text":"a"}]}]}""", written.Text);
        Assert.Equal(["Dropped messages[0].content[0]: signed reasoning -> ", "Dropped messages[0].content[1]: redacted reasoning -> "], Entries(written.Log));
    }

    [Fact]
    public void Results_stand_apart_and_their_images_follow()
    {
        var written = Write(Foreign() with
        {
            Messages =
            [
                new Message(Role.Assistant, [new ToolCallPart("c1", "f", ToolArguments.FromValue(RawJson.Parse("""{"a":1}"""))), new ToolCallPart("c2", "g", ToolArguments.FromText("go")) { IsCustom = true }]),
                new Message(Role.Tool,
                [
                    new ToolResultPart("c1", [new TextPart("x"), new MediaPart(MediaKind.Image, new MediaSource.Base64("AAAA")) { MediaType = "image/png" }]),
                    new ToolResultPart("c2", [new TextPart("bad")]) { IsError = true },
                ]),
                new Message(Role.User, [new TextPart("go on")]),
            ],
        });
        Same("""
            {"model":"command-a-03-2025","messages":[
            {"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"c2","type":"function","function":{"name":"g","arguments":"{\"input\":\"go\"}"}}]},
            {"role":"tool","tool_call_id":"c1","content":"x"},{"role":"tool","tool_call_id":"c2","content":"Error: bad"},
            {"role":"user","content":[{"type":"text","text":"Output of tool call c1:"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},
            {"role":"user","content":"go on"}]}
            """, written.Text);
        Assert.Equal(
            ["Emulated messages[0].content[1].input:  -> arguments.input", "Moved messages[1].content[0].content[1]:  -> a user message behind the tool results", "Emulated messages[1].content[1].is_error: true -> a prefix of the text"],
            Entries(written.Log));
    }

    [Fact]
    public void Plain_text_documents_stand_beside_the_messages()
    {
        var written = Write(Foreign() with { Messages = [new Message(Role.User, [new MediaPart(MediaKind.Document, new MediaSource.PlainText("words")) { Name = "T" }, new TextPart("Who?")])] });
        Same("""{"model":"command-a-03-2025","messages":[{"role":"user","content":"Who?"}],"documents":[{"data":{"title":"T","text":"words"}}]}""", written.Text);
        Assert.Equal(["Moved messages[0].content[0]:  -> documents"], Entries(written.Log));
    }

    [Fact]
    public void What_has_no_place_is_recorded()
    {
        var foreign = new Extras(DialectNames.OpenAIChat);
        foreign.Add("store", RawJson.Parse("true"));
        var written = Write(Foreign() with
        {
            Messages = [new Message(Role.Developer, [new TextPart("Be brief")]), new Message(Role.User, [new MediaPart(MediaKind.Audio, new MediaSource.Base64("AAAA")) { MediaType = "audio/wav" }, new TextPart("Hi") { Cache = new CacheHint() }]) { Name = "bob" }],
            User = "u",
            Metadata = RawJson.Parse("""{"a":"b"}"""),
            ServiceTier = "flex",
            Extras = foreign,
        });
        Same("""{"model":"command-a-03-2025","messages":[{"role":"system","content":"Be brief"},{"role":"user","content":"Hi"}]}""", written.Text);
        Assert.Equal(
            ["Dropped messages[1].name: bob -> ", "Dropped messages[1].content[0]: audio/wav -> ", "Dropped messages[1].content[1].cache_control:  -> ", "Dropped store: true -> ", "Dropped user: u -> ", "Dropped metadata: {\"a\":\"b\"} -> ", "Dropped service_tier: flex -> "],
            Entries(written.Log));
    }

    [Fact]
    public void Addresses_of_images_are_left_out_where_only_bytes_are_taken() => Assert.Equal(
        ["Dropped messages[0].content[0]: Image -> "],
        Entries(Write(Foreign() with { Messages = [new Message(Role.User, [new MediaPart(MediaKind.Image, new MediaSource.Url("https://x/y")), new TextPart("a")])] }, new WireProfile { MediaUrls = false }).Log));
}
