using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Bedrock;

/// <summary>What callers of other dialects say, in the form of this one.</summary>
public sealed class RequestWritingTests
{
    [Fact]
    public void Conversation_of_another_dialect_alternates_and_gathers_its_results()
    {
        var written = Converse.Write(Converse.Foreign(
            new Message(Role.System, [new TextPart("Be brief.") { Cache = new CacheHint("1h") }]),
            Converse.Says("a"),
            Converse.Says("b"),
            new Message(Role.Assistant, [new ReasoningPart("hm"), new TextPart(" "), new ToolCallPart("c 1", "f", ToolArguments.FromText("{\"x\":1}")), new ToolCallPart("c2", "g", ToolArguments.FromText(""))]),
            new Message(Role.Tool, [new ToolResultPart("c 1", [new TextPart("one")]) { IsError = true }]),
            new Message(Role.Tool, [new ToolResultPart("c2", [new TextPart("two")]) { IsError = false }]),
            new Message(Role.Developer, [new TextPart("Hurry.")])));
        var id = ToolCallIds.Map("c 1", ToolCallIdRule.Word64);
        Converse.SameJson($$$$$$"""
            {"system":[{"text":"Be brief."},{"cachePoint":{"type":"default","ttl":"1h"}}],
             "messages":[
              {"role":"user","content":[{"text":"a"},{"text":"b"}]},
              {"role":"assistant","content":[{"toolUse":{"toolUseId":"{{{{{{id}}}}}}","name":"f","input":{"x":1}}},{"toolUse":{"toolUseId":"c2","name":"g","input":{}}}]},
              {"role":"user","content":[{"toolResult":{"toolUseId":"{{{{{{id}}}}}}","content":[{"text":"one"}],"status":"error"}},{"toolResult":{"toolUseId":"c2","content":[{"text":"two"}]}},{"text":"<system>"},{"text":"Hurry."},{"text":"</system>"}]}],
             "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object","properties":{}}}}},{"toolSpec":{"name":"g","inputSchema":{"json":{"type":"object","properties":{}}}}}]}}
            """, written.Text);
        Assert.Equal("model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse", written.Path);
        Converse.Logged(written.Log, ConversionCategory.Dropped, "messages[3].content[0].thinking");
        Converse.Logged(written.Log, ConversionCategory.Emulated, "tools");
    }

    [Fact]
    public void Media_are_written_as_bytes_and_documents_get_names_of_their_own()
    {
        var written = Converse.Write(Converse.Foreign(Converse.User(
            new MediaPart(MediaKind.Image, new MediaSource.Base64("/9j/AAAA")),
            new MediaPart(MediaKind.Document, new MediaSource.Base64("JVBE")) { MediaType = "application/pdf", Name = "My_report  (v2).pdf" },
            new MediaPart(MediaKind.Document, new MediaSource.PlainText("hi")),
            new MediaPart(MediaKind.Document, new MediaSource.PlainText("ho")) { WantsCitations = true },
            new MediaPart(MediaKind.Image, new MediaSource.Url("https://x/y.png")),
            new MediaPart(MediaKind.Image, new MediaSource.FileId(DialectNames.OpenAIChat, "file-1")))));
        Converse.SameJson("""
            {"messages":[{"role":"user","content":[
              {"image":{"format":"jpeg","source":{"bytes":"/9j/AAAA"}}},
              {"document":{"format":"pdf","name":"My report (v2) pdf","source":{"bytes":"JVBE"}}},
              {"document":{"format":"txt","name":"Document","source":{"bytes":"aGk="}}},
              {"document":{"format":"txt","name":"Document 2","source":{"bytes":"aG8="},"citations":{"enabled":true}}}]}]}
            """, written.Text);
        Assert.Equal(["messages[0].content[4]", "messages[0].content[5]"], written.Log.Entries.Select(static entry => entry.Field));
    }

    [Fact]
    public void Thought_goes_to_its_signer_alone()
    {
        Message Thinking(string signer) => new(Role.Assistant, [new ReasoningPart("hm") { Signature = new PartSignature(signer, "c2ln") }, new TextPart("Hi")]);
        var own = Converse.Write(Converse.Foreign(Converse.Says("a"), Thinking(DialectNames.BedrockConverse)));
        Assert.Contains("""{"reasoningContent":{"reasoningText":{"text":"hm","signature":"c2ln"}}}""", own.Text, StringComparison.Ordinal);
        var foreign = Converse.Write(Converse.Foreign(Converse.Says("a"), Thinking(DialectNames.AnthropicMessages)));
        Assert.DoesNotContain("reasoningContent", foreign.Text, StringComparison.Ordinal);
        Converse.Logged(foreign.Log, ConversionCategory.Dropped, "messages[1].content[0].thinking");
    }

    [Theory]
    [InlineData(Converse.Claude, "high", null, """{"thinking":{"type":"enabled","budget_tokens":24576}}""")]
    [InlineData(Converse.Claude, null, 2000, """{"thinking":{"type":"enabled","budget_tokens":2000}}""")]
    [InlineData("global.anthropic.claude-opus-4-6-v1", "medium", null, """{"thinking":{"type":"adaptive"},"output_config":{"effort":"medium"}}""")]
    [InlineData("us.amazon.nova-2-lite-v1:0", "minimal", null, """{"reasoningConfig":{"type":"enabled","maxReasoningEffort":"low"}}""")]
    [InlineData("openai.gpt-oss-120b-1:0", "low", null, """{"reasoning_effort":"low"}""")]
    public void Thoughts_are_asked_for_in_the_form_of_the_models_maker(string model, string? effort, int? budget, string expected)
    {
        var written = Converse.Write(Converse.Foreign(Converse.Says("a")) with { Model = model, Reasoning = new ReasoningOptions { Effort = effort, BudgetTokens = budget } });
        Assert.Contains($"\"additionalModelRequestFields\":{expected}", written.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Thoughts_that_cannot_be_asked_for_are_recorded()
    {
        var other = Converse.Write(Converse.Foreign(Converse.Says("a")) with { Model = "meta.llama3-2-1b-instruct-v1:0", Reasoning = new ReasoningOptions { Effort = "low" } });
        Converse.Logged(other.Log, ConversionCategory.Dropped, "reasoning");
        var forced = Converse.Write(Converse.Foreign(Converse.Says("a")) with { Reasoning = new ReasoningOptions { Effort = "low" }, Tools = [new ToolSpec("f")], ToolChoice = new ToolChoice(ToolChoiceMode.Required) });
        Converse.Logged(forced.Log, ConversionCategory.Dropped, "reasoning");
        var shrunk = Converse.Write(Converse.Foreign(Converse.Says("a")) with { Reasoning = new ReasoningOptions { Effort = "high" }, MaxTokens = 4000 });
        Assert.Contains("\"budget_tokens\":2000", shrunk.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Sampling_is_written_where_it_belongs_and_the_rest_recorded()
    {
        var written = Converse.Write(Converse.Foreign(Converse.Says("a")) with
        {
            MaxTokens = 9,
            StopSequences = ["END", "\n"],
            Sampling = new Sampling { Temperature = 1.5, TopP = 0.5, TopK = 7, Seed = 3 },
            User = "u",
            ParallelToolCalls = false,
            Tools = [new ToolSpec("f")],
        });
        Assert.Contains("\"inferenceConfig\":{\"maxTokens\":9,\"temperature\":1,\"topP\":0.5,\"stopSequences\":[\"END\"]}", written.Text, StringComparison.Ordinal);
        Assert.Contains("\"additionalModelRequestFields\":{\"top_k\":7}", written.Text, StringComparison.Ordinal);
        Assert.Equal(["temperature", "stop", "seed", "user", "parallel_tool_calls"], written.Log.Entries.Select(static entry => entry.Field));
    }

    [Theory]
    [InlineData(ToolChoiceMode.Auto, "", """{"auto":{}}""")]
    [InlineData(ToolChoiceMode.Required, "", """{"any":{}}""")]
    [InlineData(ToolChoiceMode.Named, "f", """{"tool":{"name":"f"}}""")]
    public void Tool_choice_has_the_words_of_this_dialect(ToolChoiceMode mode, string name, string expected)
    {
        var choice = name.Length > 0 ? new ToolChoice(mode, name) : new ToolChoice(mode);
        var written = Converse.Write(Converse.Foreign(Converse.Says("a")) with { Tools = [new ToolSpec("f") { Cache = new CacheHint() }], ToolChoice = choice });
        Assert.Contains("""{"cachePoint":{"type":"default"}}],"toolChoice":""" + expected, written.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_tool_is_to_be_used_means_no_tool_is_offered()
    {
        var written = Converse.Write(Converse.Foreign(Converse.Says("a")) with { Tools = [new ToolSpec("f")], ToolChoice = new ToolChoice(ToolChoiceMode.None) });
        Assert.DoesNotContain("toolConfig", written.Text, StringComparison.Ordinal);
        Converse.Logged(written.Log, ConversionCategory.Emulated, "tool_choice");
    }

    [Fact]
    public void Schema_is_demanded_of_models_that_can_be_held_to_it_and_said_in_words_to_others()
    {
        var format = new ResponseFormat(ResponseFormatKind.JsonSchema) { Name = "my answer", Schema = RawJson.Parse("""{"type":"object","properties":{"properties":{"type":"object","properties":{}}}}""") };
        var held = Converse.Write(Converse.Foreign(Converse.Says("a")) with { ResponseFormat = format });
        Assert.Contains("""
            "outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"name":"my_answer","schema":"{\"type\":\"object\",\"properties\":{\"properties\":{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}},\"additionalProperties\":false}"}}}}
            """.Trim(), held.Text, StringComparison.Ordinal);
        var told = Converse.Write(Converse.Foreign(Converse.Says("a")) with { Model = "amazon.nova-lite-v1:0", ResponseFormat = format });
        Assert.StartsWith("{\"system\":[{\"text\":\"Answer with a single JSON object", told.Text, StringComparison.Ordinal);
        Converse.Logged(told.Log, ConversionCategory.Emulated, "response_format");
    }

    [Fact]
    public void Conversation_that_begins_with_the_model_gets_an_opening()
    {
        var written = Converse.Write(Converse.Foreign(new Message(Role.Assistant, [new TextPart("Hi")]), Converse.Says("a")));
        Assert.StartsWith("""{"messages":[{"role":"user","content":[{"text":"(The conversation begins.)"}]},{"role":"assistant","content":[{"text":"Hi"}]}""", written.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("meta.llama3-2-1b-instruct-v1:0", "cache_control")]
    [InlineData("arn:aws:bedrock:us-east-1:1:application-inference-profile/abc", "cache_control")]
    public void Cache_point_is_recorded_where_the_model_has_none(string model, string field)
    {
        var written = Converse.Write(Converse.Foreign(Converse.User(new TextPart("a") { Cache = new CacheHint() })) with { Model = model });
        Converse.Logged(written.Log, ConversionCategory.Dropped, $"messages[0].content[0].{field}");
    }

    [Theory]
    [InlineData("""{"messages":{}}""", "messages")]
    [InlineData("""{}""", "messages")]
    [InlineData("""{"messages":[{"role":"user"}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"robot","content":[]}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"assistant","content":[{"toolUse":{"name":"f"}}]}]}""", "messages[0].content[0].toolUse.toolUseId")]
    public void What_cannot_be_read_is_named(string body, string place) => Assert.Equal(place, Assert.Throws<WireFormatException>(() => Converse.Read(body)).Place);
}
