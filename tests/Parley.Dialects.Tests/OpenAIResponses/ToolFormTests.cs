using System.Text.Json;
using Parley.Dialects.AnthropicMessages;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAIChat;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.OpenAIResponses;

/// <summary>Tools of a form that only OpenAI has: what other dialects are told of them, and what becomes of their calls.</summary>
public sealed class ToolFormTests
{
    private const string Patch = """{"type":"custom","name":"apply_patch","description":"Edits files.","format":{"type":"grammar","syntax":"lark","definition":"start: /.+/"}}""";

    private const string ChatPatch = """{"type":"custom","custom":{"name":"apply_patch","description":"Edits files.","format":{"type":"grammar","grammar":{"syntax":"lark","definition":"start: /.+/"}}}}""";

    private const string Agents = """{"type":"namespace","name":"agents","description":"Helpers.","tools":[{"type":"function","name":"spawn","parameters":{"type":"object"}},{"type":"function","name":"wait","parameters":{"type":"object"}}]}""";

    [Fact]
    public void Custom_tool_is_a_function_with_one_text_where_nobody_knows_it()
    {
        var written = CodecProof.WriteRequest(AnthropicMessagesDialect.Instance.Chat, Asking(Patch, """, "tool_choice":{"type":"custom","name":"apply_patch"}"""));
        using var body = JsonDocument.Parse(written.Text);
        var tool = body.RootElement.GetProperty("tools")[0];
        Assert.Equal("apply_patch", tool.GetProperty("name").GetString());
        Assert.Equal("string", tool.GetProperty("input_schema").GetProperty("properties").GetProperty("input").GetProperty("type").GetString());
        Assert.Contains("start: /.+/", tool.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Equal("""{"type":"tool","name":"apply_patch"}""", body.RootElement.GetProperty("tool_choice").GetRawText());
        Assert.Contains("Emulated tools[0]", Responses.Entries(written.Log));
        Assert.Equal(ConversionVerdict.Adapted, written.Log.Verdict);
    }

    [Theory]
    [InlineData("gpt-5.5")]
    [InlineData("openai/gpt-5")]
    public void Custom_tool_and_its_call_are_the_same_in_chat(string model)
    {
        var written = CodecProof.WriteRequest(OpenAIChatDialect.Instance.Chat, Asking(Patch, """, "tool_choice":{"type":"custom","name":"apply_patch"}""") with { Model = model });
        Responses.Same($$$"""
            {"model":"{{{model}}}","messages":[{"role":"user","content":"Go"},
            {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"custom","custom":{"name":"apply_patch","input":"*** Begin\n\"x\""}}]},
            {"role":"tool","tool_call_id":"call_1","content":"Done"}],
            "tools":[{{{ChatPatch}}}],"tool_choice":{"type":"custom","custom":{"name":"apply_patch"} } }
            """, written.Text);
        Assert.Empty(written.Log.Entries);
    }

    [Fact]
    public void Custom_tool_of_chat_and_its_call_are_the_same_here()
    {
        var chat = OpenAIChatDialect.Instance.Chat.ReadRequest(new WireRequest("", "", WireHeaders.None, System.Text.Encoding.UTF8.GetBytes($$$"""
            {"model":"m","messages":[{"role":"user","content":"Go"},{"role":"assistant","tool_calls":[{"id":"c1","type":"custom","custom":{"name":"apply_patch","input":"x"}}]},{"role":"tool","tool_call_id":"c1","content":"y"}],
            "tools":[{{{ChatPatch}}}],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"custom","custom":{"name":"apply_patch"} }]} } }
            """)));
        var written = Responses.Write(chat);
        Responses.Same($$"""
            {"model":"m","input":[{"role":"user","content":"Go"},{"type":"custom_tool_call","call_id":"c1","name":"apply_patch","input":"x"},{"type":"custom_tool_call_output","call_id":"c1","output":"y"}],
            "tools":[{{Patch}}],"tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{"type":"custom","name":"apply_patch"}]},"store":false}
            """, written.Text);
        Assert.Empty(written.Log.Entries);
    }

    [Fact]
    public void Models_that_know_no_custom_tools_get_functions_in_chat_too()
    {
        var written = CodecProof.WriteRequest(OpenAIChatDialect.Instance.Chat, Asking(Patch, "") with { Model = "deepseek-chat" });
        Assert.Contains("""{"id":"call_1","type":"function","function":{"name":"apply_patch","arguments":"{\"input\":\"*** Begin\\n\\\"x\\\"\"}"}}""", written.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("custom", written.Text, StringComparison.Ordinal);
        Assert.Equal(ConversionVerdict.Adapted, written.Log.Verdict);
    }

    [Fact]
    public void Tools_of_a_namespace_are_functions_with_both_names()
    {
        var request = Responses.Read($$"""
            {"model":"m","tools":[{{Agents}},{"type":"function","name":"f"}],"input":[{"role":"user","content":"Go"},
            {"type":"function_call","call_id":"c","namespace":"agents","name":"spawn","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"x"}]}
            """);
        var written = CodecProof.WriteRequest(OpenAIChatDialect.Instance.Chat, request);
        using var body = JsonDocument.Parse(written.Text);
        Assert.Equal(["agents__spawn", "f", "agents__wait"], body.RootElement.GetProperty("tools").EnumerateArray().Select(static tool => tool.GetProperty("function").GetProperty("name").GetString()));
        Assert.Equal("agents__spawn", body.RootElement.GetProperty("messages")[1].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("name").GetString());
        Assert.Equal(["Emulated tools[0]"], Responses.Entries(written.Log));
        Assert.Contains("""{"type":"function_call","call_id":"c","name":"spawn","namespace":"agents","arguments":"{}"}""", Responses.Write(request).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"input":"*** Begin\n\u00e9 \ud83d\ude00 \"q\""}""", "*** Begin\né 😀 \"q\"")]
    [InlineData("""{ "input" : "" }""", "")]
    [InlineData("""{"why":1,"input":"x"}""", "x")]
    [InlineData("""{"patch":"x"}""", """{"patch":"x"}""")]
    [InlineData("just text", "just text")]
    public void Call_of_the_function_comes_back_as_the_custom_tool_s(string arguments, string input)
    {
        var item = Whole(Reply("apply_patch", arguments), Patch).GetProperty("output")[0];
        Assert.Equal(("custom_tool_call", "apply_patch", "call_1", input), (Text(item, "type"), Text(item, "name"), Text(item, "call_id"), Text(item, "input")));
        // However the arguments are cut, the pieces of the input make the same text.
        for (var cut = 0; cut <= arguments.Length; cut++)
        {
            if (cut > 0 && cut < arguments.Length && char.IsLowSurrogate(arguments[cut]))
                continue;
            var events = Streamed([arguments[..cut], arguments[cut..]], "apply_patch", Patch);
            Assert.Equal(input, string.Concat(events.Where(static data => data.Type == "response.custom_tool_call_input.delta").Select(static data => Text(data.Data, "delta"))));
            Assert.Equal(input, Text(Assert.Single(events, static data => data.Type == "response.custom_tool_call_input.done").Data, "input"));
            Responses.Same(item.GetRawText(), Assert.Single(events, static data => data.Type == "response.output_item.done").Data.GetProperty("item").GetRawText());
        }
    }

    [Fact]
    public void Input_is_streamed_as_it_comes()
    {
        var events = Streamed(["{\"inp", "ut\":\"one", " two\\", "n\"}"], "apply_patch", Patch);
        Assert.Equal(["one", " two", "\n"], events.Where(static data => data.Type == "response.custom_tool_call_input.delta").Select(static data => Text(data.Data, "delta")));
    }

    [Fact]
    public void Call_of_a_namespace_s_tool_says_both_names_again()
    {
        var events = Streamed(["{\"a\":1}"], "agents__spawn", Agents);
        var item = Assert.Single(events, static data => data.Type == "response.output_item.done").Data.GetProperty("item");
        Assert.Equal(("function_call", "agents", "spawn", "{\"a\":1}"), (Text(item, "type"), Text(item, "namespace"), Text(item, "name"), Text(item, "arguments")));
        Assert.Equal("spawn", Text(Assert.Single(events, static data => data.Type == "response.function_call_arguments.done").Data, "name"));
    }

    [Fact]
    public void Caller_of_chat_gets_its_custom_call_back()
    {
        var codec = OpenAIChatDialect.Instance.Chat;
        var asked = codec.Peek(new WireRequest("", "", WireHeaders.None, System.Text.Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[],"tools":[{{ChatPatch}}]}"""))).StreamOptions;
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        codec.WriteReply(Reply("apply_patch", """{"input":"x"}"""), asked, new ConversionLog(), new WireReplyWriter(output));
        Assert.Contains("""{"id":"call_1","type":"custom","custom":{"name":"apply_patch","input":"x"}}""", System.Text.Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }

    private static ChatRequest Asking(string tool, string more) => Responses.Read($$"""
        {"model":"m","tools":[{{tool}}],"input":[{"role":"user","content":"Go"},
        {"type":"custom_tool_call","call_id":"call_1","name":"apply_patch","input":"*** Begin\n\"x\""},{"type":"custom_tool_call_output","call_id":"call_1","output":"Done"}]{{more}}}
        """);

    private static ChatReply Reply(string name, string arguments) => new()
    {
        Id = "r",
        Model = "m",
        Choices = [new Choice(0, [new ToolCallPart("call_1", name, ToolArguments.FromText(arguments))], new Finish(FinishReason.ToolCalls))],
        Usage = Usage.Unknown,
    };

    private static JsonElement Whole(ChatReply reply, string tool)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        Responses.Codec.WriteReply(reply, AskedWith(tool), new ConversionLog(), new WireReplyWriter(output));
        return JsonDocument.Parse(output.WrittenMemory).RootElement;
    }

    private static List<(string Type, JsonElement Data)> Streamed(string[] pieces, string name, string tool)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var encoder = Responses.Codec.OpenEncoder(AskedWith(tool), new ConversionLog());
        encoder.Encode(ChatEvent.Of(ChatEventKind.Start, new ReplyStart { Id = "r", Model = "m" }), output);
        encoder.Encode(new ChatEvent(ChatEventKind.ToolCallStart, 0, 0, default, new ToolCallStart("call_1", name)), output);
        foreach (var piece in pieces)
            encoder.Encode(new ChatEvent(ChatEventKind.ToolCallArguments, 0, 0, piece), output);
        encoder.Encode(ChatEvent.Of(ChatEventKind.Finish, new Finish(FinishReason.ToolCalls)), output);
        encoder.Encode(ChatEvent.Of(ChatEventKind.End), output);
        encoder.WriteEnd(output);
        return Responses.Events(System.Text.Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static StreamOptions AskedWith(string tool) => Responses.Codec.Peek(Responses.Request($$"""{"model":"m","input":"Hi","tools":[{{tool}}]}""")).StreamOptions;

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;
}
