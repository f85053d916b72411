using Parley.Dialects.AnthropicMessages;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAIChat;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.OpenAIResponses;

public sealed class RequestReadTests
{
    private const string Agent = """
        {"model":"m","instructions":"Be brief.","input":[
        {"role":"user","content":[{"type":"input_text","text":"Weather?"}]},
        {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Look"},{"type":"summary_text","text":"it up"}],"encrypted_content":"gAAA"},
        {"type":"message","role":"assistant","content":[{"type":"output_text","text":"I look."}]},
        {"type":"function_call","call_id":"call_1","name":"f","arguments":"{\"a\":1}"},
        {"type":"function_call","call_id":"call_2","name":"f","arguments":"{\"a\":2}"},
        {"type":"function_call_output","call_id":"call_1","output":"one"},
        {"type":"function_call_output","call_id":"call_2","output":"two"}]}
        """;

    [Fact]
    public void What_the_assistant_says_in_one_go_is_one_message()
    {
        var messages = Responses.Read(Agent).Messages;
        Assert.Equal([Role.System, Role.User, Role.Assistant, Role.Tool, Role.Tool], messages.Select(static message => message.Role));
        Assert.Equal(["ReasoningPart", "TextPart", "ToolCallPart", "ToolCallPart"], messages[2].Parts.Select(static part => part.GetType().Name));
        var thought = (ReasoningPart)messages[2].Parts[0];
        Assert.Equal("Look\n\nit up", thought.Text.ToString());
        Assert.Equal(("openai-responses", "gAAA"), (thought.Signature!.Value.Dialect, thought.Signature.Value.Value.ToString()));
    }

    [Fact]
    public void Encrypted_thought_is_never_sent_to_another_dialect()
    {
        foreach (var codec in new[] { OpenAIChatDialect.Instance.Chat, AnthropicMessagesDialect.Instance.Chat })
        {
            var written = CodecProof.WriteRequest(codec, Responses.Read(Agent));
            Assert.DoesNotContain("gAAA", written.Text, StringComparison.Ordinal);
            Assert.Equal(ConversionVerdict.Lossy, written.Log.Verdict);
        }
    }

    [Fact]
    public void Agent_s_turn_reaches_chat_as_one_answer_and_its_results()
    {
        var written = CodecProof.WriteRequest(OpenAIChatDialect.Instance.Chat, Responses.Read(Agent));
        Assert.Contains("""{"role":"assistant","content":"I look.","tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"call_2",""", written.Text, StringComparison.Ordinal);
        Assert.Contains("""{"role":"tool","tool_call_id":"call_1","content":"one"},{"role":"tool","tool_call_id":"call_2","content":"two"}""", written.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"previous_response_id\":\"resp_0\"", "previous_response_id")]
    [InlineData("\"truncation\":\"auto\"", "truncation")]
    [InlineData("\"background\":true", "background")]
    [InlineData("\"include\":[\"message.input_image.image_url\"]", "include")]
    [InlineData("\"tools\":[{\"type\":\"web_search\"}]", "tools[0]")]
    public void What_only_this_dialect_has_is_recorded_as_lost_elsewhere(string member, string field)
    {
        var written = CodecProof.WriteRequest(OpenAIChatDialect.Instance.Chat, Responses.Read($$"""{"model":"m","input":"Hi",{{member}}}"""));
        Assert.Contains($"Dropped {field}", Responses.Entries(written.Log));
    }

    [Fact]
    public void What_says_what_is_so_anyway_is_no_loss()
    {
        var written = CodecProof.WriteRequest(OpenAIChatDialect.Instance.Chat, Responses.Read("""{"model":"m","input":"Hi","truncation":"disabled","background":false,"previous_response_id":null}"""));
        Assert.Empty(written.Log.Entries);
    }

    [Fact]
    public void Item_that_refers_to_another_is_recorded_as_lost_elsewhere()
    {
        var written = CodecProof.WriteRequest(OpenAIChatDialect.Instance.Chat, Responses.Read("""{"model":"m","input":[{"type":"item_reference","id":"msg_0"},{"role":"user","content":"Hi"}]}"""));
        Assert.Contains(written.Log.Entries, static entry => entry is { Category: ConversionCategory.Dropped, Severity: ConversionSeverity.Error });
    }

    [Theory]
    [InlineData("""{"model":"m","input":5}""", "input")]
    [InlineData("""{"model":"m","input":[{"role":"tool","content":"x"}]}""", "input[0].role")]
    [InlineData("""{"model":"m","input":[{"role":"user","content":[{"type":"input_text","text":5}]}]}""", "input[0].content[0].text")]
    [InlineData("""{"model":"m","input":"Hi","tools":[{"name":"f"}]}""", "tools[0].type")]
    public void Wrong_type_names_its_place(string body, string place) => Assert.Equal(place, Assert.Throws<WireFormatException>(() => Responses.Read(body)).Place);
}
