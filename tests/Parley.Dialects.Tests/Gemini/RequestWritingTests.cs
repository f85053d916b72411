using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Gemini;

public sealed class RequestWritingTests
{
    [Fact]
    public void System_messages_are_gathered_and_those_in_the_middle_recorded() => GeminiWire.AssertRequest("""
        {"systemInstruction":{"parts":[{"text":"One"},{"text":"Two"}]},"contents":[{"role":"user","parts":[{"text":"Hi"},{"text":"there"}]}]}
        """, Write([new(Role.System, Text("One")), new(Role.User, Text("Hi")), new(Role.Developer, Text("Two")), new(Role.User, Text("there"))]),
        new ConversionEntry(ConversionCategory.Moved, ConversionSeverity.Info, "messages[2]", null, "systemInstruction"));

    [Fact]
    public void System_messages_alone_are_said_by_the_user() => GeminiWire.AssertRequest("""
        {"contents":[{"role":"user","parts":[{"text":"One"}]}]}
        """, Write([new(Role.System, Text("One"))]), new ConversionEntry(ConversionCategory.Moved, ConversionSeverity.Info, "messages[0]", null, "contents"));

    [Fact]
    public void Results_stand_in_the_order_of_their_calls_with_media_behind_and_names_looked_up() => GeminiWire.AssertRequest("""
        {"contents":[
          {"role":"model","parts":[{"functionCall":{"name":"a","args":{"n":1}}},{"functionCall":{"name":"a","args":{}}},{"functionCall":{"name":"b","args":{}}}]},
          {"role":"user","parts":[
            {"functionResponse":{"name":"a","response":{"result":"first"}}},
            {"functionResponse":{"name":"a","response":{"error":"second"}}},
            {"functionResponse":{"name":"b","response":{"x":1}}},
            {"inlineData":{"mimeType":"image/png","data":"iVBO"}},
            {"text":"go on"}]}]}
        """, Write([
            new(Role.Assistant, [Call("1", "a", """{"n":1}"""), Call("2", "a", "{}"), Call("3", "b", "")]),
            new(Role.Tool, [new ToolResultPart("3", Text("""{"x":1}"""))]),
            new(Role.Tool, [new ToolResultPart("2", Text("second")) { IsError = true }]),
            new(Role.Tool, [new ToolResultPart("1", [new TextPart("first"), new MediaPart(MediaKind.Image, new MediaSource.Base64("iVBO")) { MediaType = "image/png" }])]),
            new(Role.User, Text("go on")),
        ]), new ConversionEntry(ConversionCategory.Moved, ConversionSeverity.Info, "messages[3].content[0].content[1]", null, "parts"));

    [Theory]
    [InlineData("""{"$ref":"x"}""", """{"result":"{\"$ref\":\"x\"}"}""")]
    [InlineData("[1]", """{"result":"[1]"}""")]
    [InlineData("""{"cut":""", """{"result":"{\"cut\":"}""")]
    [InlineData("", """{"result":""}""")]
    public void Result_that_is_no_plain_object_is_wrapped(string text, string response) => GeminiWire.AssertRequest(
        """{"contents":[{"role":"user","parts":[{"functionResponse":{"name":"f","response":*}}]}]}""".Replace("*", response),
        Write([new(Role.Tool, [new ToolResultPart("1", Text(text)) { Name = "f" }])]));

    [Fact]
    public void Third_generation_gets_ids_and_a_stand_in_for_the_first_missing_signature() => GeminiWire.AssertRequest("""
        {"contents":[
          {"role":"model","parts":[{"functionCall":{"id":"c1","name":"f","args":{}},"thoughtSignature":"skip_thought_signature_validator"},{"functionCall":{"id":"c2","name":"f","args":{}}}]},
          {"role":"user","parts":[{"functionResponse":{"id":"c1","name":"f","response":{"result":"x"}}}]}]}
        """, Write([new(Role.Assistant, [Call("c1", "f", "{}"), Call("c2", "f", "{}")]), new(Role.Tool, [new ToolResultPart("c1", Text("x"))])], "gemini-3-pro-preview"),
        new ConversionEntry(ConversionCategory.Emulated, ConversionSeverity.Info, "messages[0].content[0].thoughtSignature", null, "skip_thought_signature_validator"));

    [Fact]
    public void Invented_ids_are_not_sent() => GeminiWire.AssertRequest("""
        {"contents":[{"role":"model","parts":[{"functionCall":{"name":"f","args":{}},"thoughtSignature":"c2ln"}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"result":"x"}}}]}]}
        """, Write([
            new(Role.Assistant, [Call("call_x", "f", "{}") with { IdIsInvented = true, Signature = new PartSignature("gemini", "c2ln") }]),
            new(Role.Tool, [new ToolResultPart("call_x", Text("x"))])], "gemini-3-pro"));

    [Fact]
    public void Thoughts_of_others_are_dropped_and_own_signed_ones_sent() => GeminiWire.AssertRequest("""
        {"contents":[{"role":"model","parts":[{"text":"mine","thought":true,"thoughtSignature":"c2ln"},{"text":"","thoughtSignature":"bGFzdA=="}]}]}
        """, Write([new(Role.Assistant, [
            new ReasoningPart("theirs") { Signature = new PartSignature("anthropic-messages", "xyz") },
            new ReasoningPart("mine") { Signature = new PartSignature("gemini", "c2ln") },
            new TextPart(""),
            new TextPart("") { Signature = new PartSignature("gemini", "bGFzdA==") },
        ])]), new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Warning, "messages[0].content[0]", "theirs"));

    [Fact]
    public void Turns_around_one_of_which_nothing_is_left_join() => GeminiWire.AssertRequest("""
        {"contents":[{"role":"user","parts":[{"text":"a"},{"text":"b"}]}]}
        """, Write([new(Role.User, Text("a")), new(Role.Assistant, [new ReasoningPart("theirs")]), new(Role.User, Text("b"))]),
        new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Warning, "messages[1].content[0]", "theirs"));

    [Fact]
    public void Media_are_bytes_or_addresses_and_files_of_others_are_lost() => GeminiWire.AssertRequest("""
        {"contents":[{"role":"user","parts":[
          {"inlineData":{"mimeType":"application/pdf","data":"JVBE","displayName":"a.pdf"}},
          {"fileData":{"mimeType":"image/png","fileUri":"https://x/y.png?z"}},
          {"text":"plain"}]}]}
        """, CodecProof.WriteRequest(GeminiWire.Codec, GeminiWire.Ask(
            new MediaPart(MediaKind.Document, new MediaSource.Base64("JVBE")) { Name = "a.pdf" },
            new MediaPart(MediaKind.Image, new MediaSource.Url("https://x/y.png?z")) { Detail = "low" },
            new MediaPart(MediaKind.Document, new MediaSource.PlainText("plain")),
            new MediaPart(MediaKind.Document, new MediaSource.FileId("openai-chat", "file-1")),
            new OpaquePart("anthropic-messages", "container_upload", RawJson.Parse("{}")))),
        new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Warning, "messages[0].content[1].detail", "low"),
        new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Error, "messages[0].content[3]", "file-1"),
        new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Error, "messages[0].content[4]", "container_upload"));

    [Fact]
    public void Tools_are_lowered_and_those_without_arguments_have_no_parameters() => GeminiWire.AssertRequest("""
        {"contents":[{"role":"user","parts":[{"text":"Hi"}]}],
         "tools":[{"functionDeclarations":[{"name":"a","description":"A"},{"name":"b","parameters":{"type":"OBJECT","properties":{"x":{"type":"STRING"}},"required":["x"]}}]}],
         "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["b"]}}}
        """, CodecProof.WriteRequest(GeminiWire.Codec, GeminiWire.Ask(new TextPart("Hi")) with
    {
        Tools =
            [
                new ToolSpec("a") { Description = "A", Schema = RawJson.Parse("""{"type":"object","properties":{}}""") },
                new ToolSpec("b") { Schema = RawJson.Parse("""{"type":"object","properties":{"x":{"type":"string"}},"required":["x"]}"""), Strict = true },
                new ToolSpec("web_search") { Native = RawJson.Parse("{}"), Dialect = "anthropic-messages" },
            ],
        ToolChoice = new ToolChoice(ToolChoiceMode.Named, "b"),
        ParallelToolCalls = false,
    }),
        new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Warning, "tools[1].strict", "true"),
        new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Error, "tools[2]", "web_search"),
        new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Warning, "parallel_tool_calls", "false"));

    [Fact]
    public void Parameters_are_renamed_clamped_or_dropped() => GeminiWire.AssertRequest("""
        {"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{"temperature":0,"topP":0.5,"topK":3,"presencePenalty":1,"frequencyPenalty":2,"seed":705032705,
         "responseLogprobs":true,"logprobs":20,"candidateCount":2,"maxOutputTokens":50,"stopSequences":["1","2","3","4","5"]},"serviceTier":"priority"}
        """, CodecProof.WriteRequest(GeminiWire.Codec, GeminiWire.Ask(new TextPart("Hi")) with
    {
        MaxTokens = 50,
        StopSequences = ["1", "2", "3", "4", "5", "6"],
        Sampling = new Sampling
        {
            Temperature = 0, TopP = 0.5, TopK = 3, MinP = 0.1, PresencePenalty = 1, FrequencyPenalty = 2, RepetitionPenalty = 1.1, Seed = 5_000_000_001, LogitBias = RawJson.Parse("""{"1":2}"""),
            Logprobs = true, TopLogprobs = 25, Choices = 2,
        },
        ServiceTier = "priority",
        User = "u",
        Metadata = RawJson.Parse("""{"k":"v"}"""),
    }),
        new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Warning, "min_p", "0.1"),
        new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Warning, "repetition_penalty", "1.1"),
        new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Warning, "logit_bias", """{"1":2}"""),
        new ConversionEntry(ConversionCategory.Clamped, ConversionSeverity.Warning, "seed", "5000000001", "705032705"),
        new ConversionEntry(ConversionCategory.Clamped, ConversionSeverity.Warning, "top_logprobs", "25", "20"),
        new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Warning, "stop[5]", "6"),
        new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Warning, "user", "u"),
        new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Warning, "metadata", """{"k":"v"}"""));

    [Fact]
    public void Form_of_the_answer_is_a_schema() => GeminiWire.AssertRequest("""
        {"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":"OBJECT","properties":{"a":{"type":"INTEGER"}}}}}
        """, CodecProof.WriteRequest(GeminiWire.Codec, GeminiWire.Ask(new TextPart("Hi")) with { ResponseFormat = Schema }));

    [Fact]
    public void Form_beside_tools_is_asked_in_words_before_the_third_generation()
    {
        var request = GeminiWire.Ask(new TextPart("Hi")) with { ResponseFormat = Schema, Tools = [new ToolSpec("f")] };
        GeminiWire.AssertRequest("""
            {"systemInstruction":{"parts":[{"text":"Answer with JSON and nothing else, following this JSON Schema: {\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}}}"}]},
             "contents":[{"role":"user","parts":[{"text":"Hi"}]}],"tools":[{"functionDeclarations":[{"name":"f"}]}]}
            """, CodecProof.WriteRequest(GeminiWire.Codec, request),
            new ConversionEntry(ConversionCategory.Emulated, ConversionSeverity.Info, "response_format", "JsonSchema", "systemInstruction"));
        Assert.Empty(CodecProof.WriteRequest(GeminiWire.Codec, request with { Model = "gemini-3-flash" }).Log.Entries);
    }

    [Theory]
    [InlineData("gemini-2.5-flash", "medium", null, """{"thinkingBudget":8192,"includeThoughts":true}""")]
    [InlineData("gemini-2.5-flash", "max", null, """{"thinkingBudget":24576,"includeThoughts":true}""")]
    [InlineData("gemini-2.5-flash", "none", null, """{"thinkingBudget":0}""")]
    [InlineData("gemini-2.5-pro", "none", null, """{"thinkingBudget":128}""")]
    [InlineData("gemini-2.5-pro", null, 2000, """{"thinkingBudget":2000,"includeThoughts":true}""")]
    [InlineData("gemini-flash-latest", null, -1, """{"thinkingBudget":-1,"includeThoughts":true}""")]
    [InlineData("gemini-3-flash-preview", "medium", null, """{"thinkingLevel":"medium","includeThoughts":true}""")]
    [InlineData("gemini-3-pro-preview", "medium", null, """{"thinkingLevel":"high","includeThoughts":true}""")]
    [InlineData("gemini-3-flash-preview", "none", null, """{"thinkingLevel":"minimal"}""")]
    [InlineData("models/gemini-3.1-pro", null, 9000, """{"thinkingLevel":"medium","includeThoughts":true}""")]
    public void Reasoning_takes_the_words_of_the_generation(string model, string? effort, int? budget, string config) => Assert.Null(JsonDiff.First(
        """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{"thinkingConfig":*}}""".Replace("*", config),
        CodecProof.WriteRequest(GeminiWire.Codec, GeminiWire.Ask(new TextPart("Hi")) with { Model = model, Reasoning = new ReasoningOptions { Effort = effort, BudgetTokens = budget } }).Text));

    [Fact]
    public void Reasoning_is_dropped_for_a_model_that_cannot_think() => GeminiWire.AssertRequest(
        """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{}}""",
        CodecProof.WriteRequest(GeminiWire.Codec, GeminiWire.Ask(new TextPart("Hi")) with { Model = "gemini-2.0-flash", Reasoning = new ReasoningOptions { Effort = "high" } }),
        new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Warning, "reasoning", "high"));

    [Fact]
    public void Extras_of_other_dialects_are_recorded_and_paths_are_of_the_model()
    {
        var extras = new Extras("openai-chat");
        extras.Add("store", RawJson.Parse("true"));
        var written = CodecProof.WriteRequest(GeminiWire.Codec, GeminiWire.Ask(new TextPart("Hi")) with { Extras = extras, Stream = true, Model = "gemini-2.5-pro" });
        Assert.Equal("models/gemini-2.5-pro:streamGenerateContent?alt=sse", written.Path);
        Assert.Equal([new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Warning, "store", "true")], written.Log.Entries);
    }

    private static ResponseFormat Schema { get; } = new(ResponseFormatKind.JsonSchema) { Schema = RawJson.Parse("""{"type":"object","properties":{"a":{"type":"integer"}}}""") };

    private static IReadOnlyList<Part> Text(string text) => [new TextPart(text)];

    private static ToolCallPart Call(string id, string name, string arguments) => new(id, name, ToolArguments.FromText(arguments));

    private static Written Write(IReadOnlyList<Message> messages, string model = "gemini-2.5-flash") =>
        CodecProof.WriteRequest(GeminiWire.Codec, new ChatRequest { Model = model, Messages = messages, Dialect = "openai-chat" });

    [Theory]
    [InlineData("""{"type":"object","additionalProperties":{"type":"string"}}""")]
    [InlineData("""{"type":"object","patternProperties":{"^x-":{"type":"integer"}}}""")]
    public void Arguments_with_free_names_are_described(string schema)
    {
        var request = GeminiWire.Ask(new TextPart("Hi")) with { Tools = [new ToolSpec("f") { Description = "Sets.", Schema = RawJson.Parse(schema) }] };
        var written = CodecProof.WriteRequest(GeminiWire.Codec, request);
        using var body = System.Text.Json.JsonDocument.Parse(written.Text);
        var function = body.RootElement.GetProperty("tools")[0].GetProperty("functionDeclarations")[0];
        Assert.Equal($"Sets. The arguments follow this JSON Schema: {schema}", function.GetProperty("description").GetString());
        Assert.False(function.TryGetProperty("parameters", out _));
        Assert.Equal([new ConversionEntry(ConversionCategory.Emulated, ConversionSeverity.Info, "tools[0].schema", schema, "description")], written.Log.Entries);
    }
}
