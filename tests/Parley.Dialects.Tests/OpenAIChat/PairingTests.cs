using Parley.Dialects.Conversation;
using Parley.TestKit;

namespace Parley.Dialects.Tests.OpenAIChat;

public sealed class PairingTests
{
    private const string WithoutIds = """
        {"model":"m","messages":[
          {"role":"user","content":"add"},
          {"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}]},
          {"role":"tool","content":"1"},{"role":"tool","content":"2"}]}
        """;

    [Fact]
    public void Results_without_an_id_answer_the_calls_in_their_order()
    {
        var results = OpenAI.Read(WithoutIds).Messages.Skip(2).Select(static message => Assert.IsType<ToolResultPart>(Assert.Single(message.Parts))).ToList();
        Assert.Equal(["a", "b"], results.Select(static result => result.ToolCallId));
        Assert.All(results, static result => Assert.True(result.IdIsInvented));
    }

    [Fact]
    public void Result_without_an_id_answers_the_call_that_no_other_result_names()
    {
        var messages = OpenAI.Read(WithoutIds.Replace("\"content\":\"1\"", "\"content\":\"1\",\"tool_call_id\":\"a\"")).Messages;
        Assert.Equal("b", ((ToolResultPart)messages[3].Parts[0]).ToolCallId);
    }

    [Fact]
    public void Result_without_an_id_stays_so_for_its_own_dialect() => CodecProof.RequestIdentity(OpenAI.Codec, OpenAI.Request(WithoutIds));

    [Fact]
    public void Answer_of_another_dialect_in_two_messages_is_one_before_its_results()
    {
        ChatRequest request = new()
        {
            Model = "m",
            Dialect = DialectNames.Gemini,
            Messages =
            [
                new(Role.Assistant, [new ToolCallPart("a", "f", ToolArguments.FromText("{}"))]),
                new(Role.Assistant, [new ToolCallPart("b", "g", ToolArguments.FromText("{}"))]),
                new(Role.Tool, [new ToolResultPart("a", [new TextPart("1")]), new ToolResultPart("b", [new TextPart("2")])]),
            ],
        };
        OpenAI.Same("""
            {"model":"m","messages":[
              {"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}]},
              {"role":"tool","tool_call_id":"a","content":"1"},{"role":"tool","tool_call_id":"b","content":"2"}]}
            """, OpenAI.Write(request).Text);
    }

    [Fact]
    public void Transcript_of_sound_is_the_text_for_other_dialects()
    {
        var text = Assert.IsType<TextPart>(Assert.Single(OpenAI.ReadChoice("""{"role":"assistant","content":null,"audio":{"id":"a","data":"AA","transcript":"Hi \u00e9"}}""").Parts));
        Assert.Equal("Hi é", text.Text.ToString());
    }
}
