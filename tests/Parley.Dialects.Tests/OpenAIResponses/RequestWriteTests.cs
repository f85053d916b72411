using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.OpenAIResponses;

/// <summary>What callers of other dialects say, as an upstream of this dialect gets it.</summary>
public sealed class RequestWriteTests
{
    private static readonly ChatRequest Hi = new() { Model = "gpt-4o", Messages = [new Message(Role.User, [new TextPart("Hi")])] };

    [Fact]
    public void Text_is_written_in_the_easy_form_and_not_stored() =>
        Responses.Same("""{"model":"gpt-4o","input":[{"role":"user","content":"Hi"}],"store":false}""", Responses.Write(Hi).Text);

    [Fact]
    public void Turn_with_calls_and_results()
    {
        var request = Hi with
        {
            Messages =
            [
                new Message(Role.System, [new TextPart("Be brief.")]),
                new Message(Role.Assistant, [new ReasoningPart("Hm") { Signature = new PartSignature("anthropic-messages", "sig") }, new TextPart("I look."), new ToolCallPart("c1", "f", ToolArguments.FromValue(RawJson.Parse("""{"a":1}""")))]),
                new Message(Role.User, [new ToolResultPart("c1", [new TextPart("no"), new MediaPart(MediaKind.Image, new MediaSource.Base64("AAAA")) { MediaType = "image/png" }]) { IsError = true }, new TextPart("And?")]),
            ],
        };
        var written = Responses.Write(request);
        Responses.Same("""
            {"model":"gpt-4o","input":[
            {"role":"system","content":"Be brief."},
            {"role":"assistant","content":"I look."},
            {"type":"function_call","call_id":"c1","name":"f","arguments":"{\"a\":1}"},
            {"type":"function_call_output","call_id":"c1","output":[{"type":"input_text","text":"Error: no"},{"type":"input_image","image_url":"data:image/png;base64,AAAA"}]},
            {"role":"user","content":"And?"}],"store":false}
            """, written.Text);
        Assert.Equal(["Dropped messages[1].content[0]", "Emulated messages[2].content[0].is_error"], Responses.Entries(written.Log));
    }

    [Fact]
    public void Tool_always_says_whether_it_is_strict()
    {
        var request = Hi with
        {
            Tools =
            [
                new ToolSpec("f") { Schema = RawJson.Parse("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}"""), Strict = true },
                new ToolSpec("g"),
                new ToolSpec("web_search") { Native = RawJson.Parse("{}"), Dialect = "anthropic-messages" },
            ],
            ToolChoice = new ToolChoice(ToolChoiceMode.Named, "f", "g"),
            ParallelToolCalls = false,
        };
        var written = Responses.Write(request);
        Responses.Same("""
            {"model":"gpt-4o","input":[{"role":"user","content":"Hi"}],"tools":[
            {"type":"function","name":"f","parameters":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false},"strict":true},
            {"type":"function","name":"g","parameters":{"type":"object","properties":{}},"strict":false}],
            "tool_choice":{"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"f"},{"type":"function","name":"g"}]},"parallel_tool_calls":false,"store":false}
            """, written.Text);
        Assert.Equal(["Dropped tools[2]"], Responses.Entries(written.Log));
    }

    [Fact]
    public void What_the_dialect_lacks_is_recorded()
    {
        var written = Responses.Write(Hi with
        {
            MaxTokens = 5,
            StopSequences = ["x"],
            Sampling = new Sampling { Temperature = 0.5, Seed = 7, TopK = 3, FrequencyPenalty = 1, Logprobs = true, TopLogprobs = 2 },
        });
        Responses.Same("""{"model":"gpt-4o","input":[{"role":"user","content":"Hi"}],"max_output_tokens":16,"temperature":0.5,"top_logprobs":2,"include":["message.output_text.logprobs"],"store":false}""", written.Text);
        Assert.Equal(["Clamped max_tokens", "Dropped stop", "Dropped top_k", "Dropped frequency_penalty", "Dropped seed"], Responses.Entries(written.Log));
    }

    [Theory]
    [InlineData("gpt-5", "high", null, """{"effort":"high","summary":"auto"}""")]
    [InlineData("gpt-5", null, 1024, """{"effort":"low","summary":"auto"}""")]
    [InlineData("gpt-5", "none", null, """{"effort":"minimal","summary":"auto"}""")]
    public void Thinking_is_said_in_words(string model, string? effort, int? budget, string expected)
    {
        var written = Responses.Write(Hi with { Model = model, Reasoning = new ReasoningOptions { Effort = effort, BudgetTokens = budget, IncludeThoughts = true } });
        Responses.Same($$"""{"model":"{{model}}","input":[{"role":"user","content":"Hi"}],"include":["reasoning.encrypted_content"],"reasoning":{{expected}},"store":false}""", written.Text);
    }

    [Fact]
    public void Form_of_the_answer()
    {
        var written = Responses.Write(Hi with { ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonSchema) { Schema = RawJson.Parse("""{"type":"object","properties":{},"additionalProperties":false}""") } });
        Responses.Same("""{"model":"gpt-4o","input":[{"role":"user","content":"Hi"}],"text":{"format":{"type":"json_schema","name":"response","schema":{"type":"object","properties":{},"additionalProperties":false},"strict":true}},"store":false}""", written.Text);
    }
}
