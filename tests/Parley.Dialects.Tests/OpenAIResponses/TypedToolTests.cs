using System.Text;
using System.Text.Json.Nodes;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.OpenAIResponses;

/// <summary>Tools whose form OpenAI fixed and which the caller runs: shells and patches, as functions elsewhere and back.</summary>
public sealed class TypedToolTests
{
    private const string Items = """
        {"role":"user","content":"Go"},
        {"type":"shell_call","id":"sh_1","call_id":"c1","status":"completed","action":{"commands":["ls","pwd"],"timeout_ms":900,"max_output_length":null}},
        {"type":"shell_call_output","call_id":"c1","max_output_length":null,"output":[{"stdout":"a\n","stderr":"","outcome":{"type":"exit","exit_code":0}}]},
        {"type":"apply_patch_call","id":"apc_1","call_id":"c2","status":"completed","operation":{"type":"update_file","path":"a.txt","diff":"@@\n-a\n+b\n"}},
        {"type":"apply_patch_call_output","call_id":"c2","status":"failed","output":"No such file"},
        {"type":"local_shell_call","id":"lsh_1","call_id":"c3","status":"completed","action":{"type":"exec","command":["ls"],"env":{},"timeout_ms":null}},
        {"type":"local_shell_call_output","id":"c3","output":"{\"stdout\":\"a\"}"}
        """;

    private const string Tools = """[{"type":"shell","environment":{"type":"local"}},{"type":"apply_patch"},{"type":"local_shell"}]""";

    public static TheoryData<string, string, string> Arguments => new()
    {
        { "shell", """{"commands":["ls"],"timeout_ms":5}""", """{"type":"shell_call","id":"sh_1_0","call_id":"x","status":"completed","action":{"commands":["ls"],"timeout_ms":5,"max_output_length":null}}""" },
        { "shell", """{"commands":"ls -l"}""", """{"type":"shell_call","id":"sh_1_0","call_id":"x","status":"completed","action":{"commands":["ls -l"],"timeout_ms":null,"max_output_length":null}}""" },
        { "local_shell", """{"command":["ls"],"working_directory":"/"}""", """{"type":"local_shell_call","id":"lsh_1_0","call_id":"x","status":"completed","action":{"type":"exec","command":["ls"],"env":{},"working_directory":"/","timeout_ms":null,"user":null}}""" },
        { "apply_patch", """{"type":"create_file","path":"b","diff":"+x"}""", """{"type":"apply_patch_call","id":"apc_1_0","call_id":"x","status":"completed","operation":{"type":"create_file","path":"b","diff":"+x"}}""" },
        { "apply_patch", """{"type":"delete_file","path":"b"}""", """{"type":"apply_patch_call","id":"apc_1_0","call_id":"x","status":"completed","operation":{"type":"delete_file","path":"b"}}""" },
        { "apply_patch", """{"patch":"?"}""", """{"type":"function_call","id":"fc_1_0","status":"completed","call_id":"x","name":"apply_patch","arguments":"{\"patch\":\"?\"}"}""" },
    };

    [Fact]
    public void They_are_written_again_as_they_were() =>
        CodecProof.RequestIdentity(KnownDialects.Find(DialectNames.OpenAIResponses)!.Chat, Request($$"""{"model":"m","input":[{{Items}}],"tools":{{Tools}},"tool_choice":{"type":"apply_patch"} }"""));

    [Fact]
    public void Claude_gets_functions_and_their_results()
    {
        var written = CodecProof.WriteRequest(KnownDialects.Find(DialectNames.AnthropicMessages)!.Chat, Read());

        var body = JsonNode.Parse(written.Text)!;
        Assert.Equal(["shell", "apply_patch", "local_shell"], body["tools"]!.AsArray().Select(static tool => tool!["name"]!.GetValue<string>()));
        Assert.Equal("""{"type":"tool","name":"apply_patch"}""", body["tool_choice"]!.ToJsonString());
        var messages = body["messages"]!.AsArray();
        Assert.Equal("""[{"type":"tool_use","id":"c1","name":"shell","input":{"commands":["ls","pwd"],"timeout_ms":900}}]""", messages[1]!["content"]!.ToJsonString());
        Assert.Contains("\"exit_code\":0", messages[2]!["content"]![0]!["content"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal("update_file", messages[3]!["content"]![0]!["input"]!["type"]!.GetValue<string>());
        Assert.True(messages[4]!["content"]![0]!["is_error"]!.GetValue<bool>());
        Assert.Equal("""{"command":["ls"],"env":{}}""", messages[5]!["content"]![0]!["input"]!.ToJsonString());
        Assert.Equal("c3", messages[6]!["content"]![0]!["tool_use_id"]!.GetValue<string>());
        Assert.Equal(ConversionVerdict.Adapted, written.Log.Verdict);
    }

    [Fact]
    public void Chat_gets_functions_too()
    {
        var written = CodecProof.WriteRequest(KnownDialects.Find(DialectNames.OpenAIChat)!.Chat, Read());

        var messages = JsonNode.Parse(written.Text)!["messages"]!.AsArray();
        Assert.Equal("""{"commands":["ls","pwd"],"timeout_ms":900}""", messages[1]!["tool_calls"]![0]!["function"]!["arguments"]!.GetValue<string>());
        Assert.Equal("c1", messages[2]!["tool_call_id"]!.GetValue<string>());
    }

    [Theory]
    [MemberData(nameof(Arguments))]
    public void Call_of_the_function_is_the_item_that_the_caller_expects_whole_and_streamed(string name, string arguments, string item)
    {
        var asked = KnownDialects.Find(DialectNames.OpenAIResponses)!.Chat.Peek(Request($$"""{"model":"m","input":"Go","tools":{{Tools}} }""")).StreamOptions with { ReplyId = "resp_1" };
        var reply = new ChatReply
        {
            Id = "r", Model = "m", Choices = [new Choice(0, [new ToolCallPart("x", name, ToolArguments.FromText(arguments))], new Finish(FinishReason.ToolCalls))], Usage = Usage.Unknown,
        };

        var whole = CodecProof.WriteReply(KnownDialects.Find(DialectNames.OpenAIResponses)!.Chat, reply, asked);
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var encoder = KnownDialects.Find(DialectNames.OpenAIResponses)!.Chat.OpenEncoder(asked, new ConversionLog());
        foreach (var chatEvent in ReplyEvents.Of(reply))
            encoder.Encode(chatEvent, output);
        encoder.WriteEnd(output);
        var events = Encoding.UTF8.GetString(output.WrittenSpan).Split('\n').Where(static line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(static line => JsonNode.Parse(line[6..])!).ToList();

        AssertSame(item, JsonNode.Parse(whole.Text)!["output"]![0]!);
        AssertSame(item, events.Single(static one => one["type"]!.GetValue<string>() == "response.output_item.done")["item"]!);
        Assert.Single(events, static one => one["type"]!.GetValue<string>() == "response.output_item.added");
        AssertSame(item, events[^1]["response"]!["output"]![0]!);
    }

    [Fact]
    public void Shell_in_a_container_is_the_providers() =>
        Assert.False(Assert.Single(KnownDialects.Find(DialectNames.OpenAIResponses)!.Chat.ReadRequest(Request("""{"model":"m","input":"Go","tools":[{"type":"shell","environment":{"type":"container_auto"}}]}""")).Tools).CanBeOfferedIn(DialectNames.OpenAIChat));

    [Theory]
    [InlineData("""{"type":"shell_call","action":{"commands":[]}}""", "input[0].call_id")]
    [InlineData("""{"type":"apply_patch_call","call_id":"c"}""", "input[0].operation")]
    [InlineData("""{"type":"shell_call_output","output":[]}""", "input[0].call_id")]
    public void Item_that_lacks_something_is_refused_by_its_place(string item, string place)
    {
        var fault = Assert.Throws<WireFormatException>(() => KnownDialects.Find(DialectNames.OpenAIResponses)!.Chat.ReadRequest(Request($$"""{"model":"m","input":[{{item}}]}""")));
        Assert.Equal(place, fault.Place);
    }

    private static void AssertSame(string expected, JsonNode actual) => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());

    private static ChatRequest Read() => KnownDialects.Find(DialectNames.OpenAIResponses)!.Chat.ReadRequest(Request($$"""{"model":"m","input":[{{Items}}],"tools":{{Tools}},"tool_choice":{"type":"apply_patch"} }"""));

    private static WireRequest Request(string body) => new("", "", WireHeaders.None, Encoding.UTF8.GetBytes(body));
}
