using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Gemini;

public sealed class RequestReadingTests
{
    [Fact]
    public void Content_with_results_and_text_becomes_two_messages_that_belong_together()
    {
        var request = GeminiWire.Read("""
            {"contents":[{"role":"model","parts":[{"functionCall":{"name":"f"}}]},
                         {"role":"user","parts":[{"functionResponse":{"name":"f","response":{"output":"done"}}},{"text":"next"}]}]}
            """);
        Assert.Equal([Role.Assistant, Role.Tool, Role.User], request.Messages.Select(static message => message.Role));
        Assert.Equal([false, false, true], request.Messages.Select(static message => message.Continues));
    }

    [Fact]
    public void Result_without_an_id_answers_the_first_open_call_of_its_name()
    {
        var request = GeminiWire.Read("""
            {"contents":[{"role":"model","parts":[{"functionCall":{"name":"f","args":{"n":1}}},{"functionCall":{"name":"g"}},{"functionCall":{"name":"f","args":{"n":2}}}]},
                         {"role":"user","parts":[{"functionResponse":{"name":"g","response":{}}},{"functionResponse":{"name":"f","response":{}}},{"functionResponse":{"name":"f","response":{}}}]}]}
            """);
        var calls = request.Messages[0].Parts.Cast<ToolCallPart>().ToList();
        var results = request.Messages[1].Parts.Cast<ToolResultPart>().ToList();
        Assert.Equal(3, calls.Select(static call => call.Id).Distinct().Count());
        Assert.All(calls, static call => Assert.True(call.IdIsInvented));
        Assert.Equal([calls[1].Id, calls[0].Id, calls[2].Id], results.Select(static result => result.ToolCallId));
    }

    [Theory]
    [InlineData("""{"output":"fine"}""", "fine", null)]
    [InlineData("""{"result":"fine"}""", "fine", null)]
    [InlineData("""{"error":"broken"}""", "broken", true)]
    [InlineData("""{"a":1,"error":"no"}""", """{"a":1,"error":"no"}""", null)]
    [InlineData("""{"result":{"a":1}}""", """{"result":{"a":1}}""", null)]
    [InlineData("""{"name":"f","content":"fine"}""", "fine", null)]
    [InlineData("""{"name":"f","content":{"a":1}}""", """{"a":1}""", null)]
    [InlineData("""{"name":"g","content":"fine"}""", """{"name":"g","content":"fine"}""", null)]
    [InlineData("""{"name":"f","content":"fine","more":1}""", """{"name":"f","content":"fine","more":1}""", null)]
    public void Result_by_googles_convention_gives_its_text(string response, string text, bool? isError)
    {
        var request = GeminiWire.Read($$$"""{"contents":[{"role":"user","parts":[{"functionResponse":{"id":"1","name":"f","response":{{{response}}}}}]}]}""");
        var result = Assert.IsType<ToolResultPart>(request.Messages[0].Parts[0]);
        Assert.Equal(text, Assert.IsType<TextPart>(Assert.Single(result.Content)).Text.ToString());
        Assert.Equal(isError, result.IsError);
    }

    [Theory]
    [InlineData("gs://b/f.pdf", false)]
    [InlineData("https://generativelanguage.googleapis.com/v1beta/files/1", false)]
    [InlineData("https://example.com/f.pdf", true)]
    public void File_data_is_an_address_only_where_others_can_fetch_it(string uri, bool isUrl)
    {
        var request = GeminiWire.Read($$$"""{"contents":{"parts":[{"fileData":{"fileUri":"{{{uri}}}","mimeType":"application/pdf"}}]}}""");
        var media = Assert.IsType<MediaPart>(request.Messages[0].Parts[0]);
        Assert.Equal(MediaKind.Document, media.Kind);
        Assert.Equal(isUrl, media.Source is MediaSource.Url);
    }

    [Fact]
    public void Schema_in_googles_notation_becomes_json_schema()
    {
        var tool = GeminiWire.Read("""{"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT","properties":{"x":{"type":"STRING","nullable":true}}}}]}]}""").Tools[0];
        Assert.Equal("""{"type":"object","properties":{"x":{"type":["string","null"]}}}""", tool.Schema.ToString());
    }

    [Theory]
    [InlineData("""{"mode":"ANY"}""", ToolChoiceMode.Required)]
    [InlineData("""{"mode":"any","allowedFunctionNames":["a"]}""", ToolChoiceMode.Named)]
    [InlineData("""{"mode":"NONE"}""", ToolChoiceMode.None)]
    [InlineData("""{"mode":"VALIDATED"}""", ToolChoiceMode.Auto)]
    public void Mode_of_function_calling_is_the_tool_choice(string config, ToolChoiceMode mode) =>
        Assert.Equal(mode, GeminiWire.Read($$$"""{"toolConfig":{"functionCallingConfig":{{{config}}}}}""").ToolChoice!.Mode);

    [Fact]
    public void Level_of_thinking_is_an_effort() => Assert.Equal("high", GeminiWire.Read("""{"generationConfig":{"thinkingConfig":{"thinkingLevel":"HIGH"}}}""").Reasoning!.Effort);

    [Theory]
    [InlineData("""{"contents":5}""", "contents")]
    [InlineData("""{"contents":[{"parts":[{"text":5}]}]}""", "contents[0].parts[0].text")]
    [InlineData("""{"contents":[{"role":"user","parts":[{"functionCall":"f"}]}]}""", "contents[0].parts[0].functionCall")]
    [InlineData("""{"generationConfig":{"temperature":"hot"}}""", "generationConfig.temperature")]
    [InlineData("""{"generationConfig":{"seed":1.5}}""", "generationConfig.seed")]
    [InlineData("""{"generationConfig":{"maxOutputTokens":99999999999}}""", "generationConfig.maxOutputTokens")]
    [InlineData("""{"tools":[{"functionDeclarations":[{"description":"no name"}]}]}""", "tools[0].functionDeclarations[0]")]
    public void Wrong_type_names_the_place(string body, string place) => Assert.Equal(place, Assert.Throws<WireFormatException>(() => GeminiWire.Read(body)).Place);

    [Fact]
    public void Lone_surrogate_is_passed_on_as_it_came()
    {
        var request = GeminiWire.Read("""{"contents":[{"parts":[{"text":"\ud83d"}]}]}""");
        Assert.Contains("""\ud83d""", TestKit.CodecProof.WriteRequest(GeminiWire.Codec, request).Text);
    }

    [Fact]
    public void Deep_nesting_is_the_callers_fault()
    {
        var body = $$$"""{"contents":[],"x":{{{new string('[', 500)}}}{{{new string(']', 500)}}}}""";
        Assert.Throws<WireFormatException>(() => GeminiWire.Read(body));
        Assert.Throws<WireFormatException>(() => GeminiWire.Codec.Peek(GeminiWire.Request(body)));
    }

    [Fact]
    public void Escaped_names_are_known() => Assert.Equal("Hi", ((TextPart)GeminiWire.Read("""{"\u0063ontents":[{"parts":[{"t\u0065xt":"Hi"}]}]}""").Messages[0].Parts[0]).Text.ToString());

    [Fact]
    public void Invalid_utf8_and_broken_json_are_the_callers_fault()
    {
        var bytes = Encoding.UTF8.GetBytes("""{"contents":[{"parts":[{"text":"x"}]}]}""");
        bytes[^8] = 0xFF;
        Assert.Throws<WireFormatException>(() => GeminiWire.Codec.ReadRequest(new WireRequest(GeminiWire.Path, "", WireHeaders.None, bytes)));
        Assert.Contains("line 1", Assert.Throws<WireFormatException>(() => GeminiWire.Codec.Peek(GeminiWire.Request("""{"contents":[}"""))).Place);
    }
}
