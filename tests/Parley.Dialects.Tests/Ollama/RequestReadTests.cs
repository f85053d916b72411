using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using static Parley.Dialects.Tests.Ollama.OllamaWire;

namespace Parley.Dialects.Tests.Ollama;

public sealed class RequestReadTests
{
    [Fact]
    public void Options_become_what_all_dialects_share()
    {
        var request = Chat.Read("""
            {"model":"m","messages":[],"logprobs":true,"top_logprobs":2,"format":"json","think":"low",
            "options":{"temperature":0.5,"top_p":0.9,"top_k":40,"min_p":0.1,"seed":7,"num_predict":64,"repeat_penalty":1.2,"presence_penalty":0.3,"frequency_penalty":0.4,"stop":["a","b"],"num_ctx":8192}}
            """);
        Assert.Equal(new Sampling
        {
            Temperature = 0.5, TopP = 0.9, TopK = 40, MinP = 0.1, Seed = 7, RepetitionPenalty = 1.2, PresencePenalty = 0.3, FrequencyPenalty = 0.4, Logprobs = true, TopLogprobs = 2,
        }, request.Sampling);
        Assert.Equal(64, request.MaxTokens);
        Assert.Equal(["a", "b"], request.StopSequences.Select(text => text.ToString()));
        Assert.Equal(ResponseFormatKind.JsonObject, request.ResponseFormat?.Kind);
        Assert.Equal("low", request.Reasoning?.Effort);
        Assert.Equal("8192", request.Extras?["options.num_ctx"].ToString());
        Assert.Equal(DialectNames.Ollama, request.Dialect);
    }

    [Fact]
    public void A_message_becomes_ordered_parts()
    {
        var request = Chat.Read("""
            {"model":"m","messages":[{"role":"user","content":"Look.","images":["iVBORw0KGgoAAA","\/9j\/4A","Zm9v"]},
            {"role":"assistant","content":"Said","thinking":"Thought","tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]}]}
            """);
        var user = request.Messages[0].Parts;
        Assert.Equal(["image/png", "image/jpeg", null], user.Take(3).Select(part => ((MediaPart)part).MediaType));
        Assert.Equal("Zm9v", ((MediaSource.Base64)((MediaPart)user[2]).Source).Data.ToString());
        Assert.True(((TextPart)user[3]).IsBare);
        var assistant = request.Messages[1].Parts;
        Assert.Equal("Thought", ((ReasoningPart)assistant[0]).Text.ToString());
        Assert.Equal("Said", ((TextPart)assistant[1]).Text.ToString());
        var call = (ToolCallPart)assistant[2];
        Assert.Equal(("f", """{"a":1}""", true), (call.Name, call.Arguments.ToString(), call.IdIsInvented));
        Assert.StartsWith("call_", call.Id, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_without_ids_pair_by_name_and_then_by_order()
    {
        var messages = Chat.Read("""
            {"model":"m","messages":[
            {"role":"assistant","content":"","tool_calls":[{"function":{"name":"a","arguments":{}}},{"function":{"name":"b","arguments":{}}},{"function":{"name":"a","arguments":{"n":2}}}]},
            {"role":"tool","content":"b1","tool_name":"b"},{"role":"tool","content":"a1","tool_name":"a"},{"role":"tool","content":"a2"},
            {"role":"assistant","content":"","tool_calls":[{"id":"x","function":{"name":"a","arguments":{}}}]},
            {"role":"tool","content":"a3","tool_name":"a"},{"role":"tool","content":"?","tool_name":"nobody"}]}
            """).Messages;
        var calls = messages[0].Parts.OfType<ToolCallPart>().Select(call => call.Id).ToList();
        Assert.Equal(3, calls.Distinct().Count());
        Assert.Equal([calls[1], calls[0], calls[2]], messages.Skip(1).Take(3).Select(Id));
        Assert.Equal("x", Id(messages[5]));
        Assert.DoesNotContain(Id(messages[6]), calls);
        Assert.Equal("nobody", ((ToolResultPart)messages[6].Parts[0]).Name);
    }

    [Fact]
    public void Results_with_ids_pair_by_id()
    {
        var messages = Chat.Read("""
            {"model":"m","messages":[{"role":"assistant","content":"","tool_calls":[{"id":"1","function":{"name":"a","arguments":{}}},{"id":"2","function":{"name":"a","arguments":{}}}]},
            {"role":"tool","content":"second","tool_call_id":"2","tool_name":"a"},{"role":"tool","content":"first","tool_name":"a"}]}
            """).Messages;
        Assert.Equal(["2", "1"], messages.Skip(1).Select(Id));
        Assert.False(((ToolResultPart)messages[1].Parts[0]).IdIsInvented);
        Assert.True(((ToolResultPart)messages[2].Parts[0]).IdIsInvented);
    }

    [Fact]
    public void Invented_ids_are_the_same_each_time()
    {
        const string body = """{"model":"m","messages":[{"role":"assistant","content":"","tool_calls":[{"function":{"name":"a","arguments":{}}}]}]}""";
        Assert.Equal(((ToolCallPart)Chat.Read(body).Messages[0].Parts[0]).Id, ((ToolCallPart)Chat.Read(body).Messages[0].Parts[0]).Id);
    }

    [Fact]
    public void A_prompt_becomes_a_conversation()
    {
        var request = Generate.Read("""{"model":"m","prompt":"Why?","system":"Be brief.","images":["R0lGODlh"]}""");
        Assert.Equal([Role.System, Role.User], request.Messages.Select(message => message.Role));
        Assert.Equal("image/gif", ((MediaPart)request.Messages[1].Parts[0]).MediaType);
        Assert.Equal("Why?", ((TextPart)request.Messages[1].Parts[1]).Text.ToString());
        Assert.True(request.Stream);
    }

    [Theory]
    [InlineData("""{"model":5}""", "model")]
    [InlineData("""{"model":"m","stream":"yes"}""", "stream")]
    [InlineData("""{"model":"m","messages":{}}""", "messages")]
    [InlineData("""{"model":"m","messages":["hi"]}""", "messages[0]")]
    [InlineData("""{"model":"m","messages":[{"content":"hi"}]}""", "messages[0].role")]
    [InlineData("""{"model":"m","messages":[{"role":"bot","content":"hi"}]}""", "messages[0].role")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"text"}]}]}""", "messages[0].content")]
    [InlineData("""{"model":"m","messages":[{"role":"user","images":"abc"}]}""", "messages[0].images")]
    [InlineData("""{"model":"m","messages":[{"role":"user","images":[1]}]}""", "messages[0].images[0]")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}]}""", "messages[0].tool_calls[0].function.arguments")]
    [InlineData("""{"model":"m","options":[]}""", "options")]
    [InlineData("""{"model":"m","options":{"temperature":"hot"}}""", "options.temperature")]
    [InlineData("""{"model":"m","options":{"top_k":1.5}}""", "options.top_k")]
    [InlineData("""{"model":"m","options":{"num_predict":99999999999}}""", "options.num_predict")]
    [InlineData("""{"model":"m","options":{"stop":"x"}}""", "options.stop")]
    [InlineData("""{"model":"m","format":"xml"}""", "format")]
    [InlineData("""{"model":"m","format":[]}""", "format")]
    [InlineData("""{"model":"m","think":3}""", "think")]
    [InlineData("""{"model":"m","tools":[{"function":{}}]}""", "tools[0].function.name")]
    [InlineData("""{"model":"m","tools":[{"function":{"name":"f","parameters":true}}]}""", "tools[0].function.parameters")]
    public void Wrong_types_name_the_place(string body, string place) => Assert.Equal(place, Assert.Throws<WireFormatException>(() => Chat.Read(body)).Place);

    [Theory]
    [InlineData("""{"model":"m","prompt":["a"]}""", "prompt")]
    [InlineData("""{"model":"m","system":1}""", "system")]
    [InlineData("""{"model":"m","images":["aGk=",{}]}""", "images[1]")]
    public void Wrong_types_of_generate_name_the_place(string body, string place) => Assert.Equal(place, Assert.Throws<WireFormatException>(() => Generate.Read(body)).Place);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"model":"m"} {}""")]
    [InlineData("""{"\ud800":1}""")]
    public void Broken_json_is_a_format_error(string body) => Assert.Throws<WireFormatException>(() => Chat.Read(body));

    [Fact]
    public void Deep_nesting_is_a_format_error() =>
        Assert.Throws<WireFormatException>(() => Chat.Read($$"""{"model":"m","future":{{new string('[', 5000)}}"""));

    [Fact]
    public void A_tool_of_another_kind_passes_whole()
    {
        var log = new ConversionLog();
        var request = Chat.Read("""{"model":"m","tools":[{"type":"web_search","limit":3}]}""");
        Assert.False(request.Tools[0].Native.IsAbsent);
        AssertSame("""{"model":"m","messages":[],"tools":[{"type":"web_search","limit":3}]}""", Chat.Write(request, log));
        Assert.Empty(log.Entries);
    }

    private static string Id(Message message) => ((ToolResultPart)message.Parts[0]).ToolCallId;
}
