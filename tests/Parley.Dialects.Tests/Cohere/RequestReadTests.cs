using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using static Parley.Dialects.Tests.Cohere.CohereWire;

namespace Parley.Dialects.Tests.Cohere;

public sealed class RequestReadTests
{
    [Fact]
    public void Parameters_are_read()
    {
        var request = Read("""
            {"model":"m","messages":[],"stream":true,"max_tokens":5,"stop_sequences":["x"],"temperature":0.5,"p":0.9,"k":40,"seed":7,"frequency_penalty":0.1,"presence_penalty":0.2,"logprobs":true,
            "thinking":{"type":"enabled","token_budget":500},"response_format":{"type":"json_object","json_schema":{"type":"object"}},"safety_mode":"OFF"}
            """);
        Assert.Equal(("m", true, 5), (request.Model, request.Stream, request.MaxTokens));
        Assert.Equal(new Sampling { Temperature = 0.5, TopP = 0.9, TopK = 40, Seed = 7, FrequencyPenalty = 0.1, PresencePenalty = 0.2, Logprobs = true }, request.Sampling);
        Assert.Equal("x", Assert.Single(request.StopSequences).ToString());
        Assert.Equal((true, 500), (request.Reasoning!.Enabled, request.Reasoning.BudgetTokens));
        Assert.Equal(ResponseFormatKind.JsonSchema, request.ResponseFormat!.Kind);
        Assert.Equal("\"OFF\"", request.Extras!["safety_mode"].ToString());
    }

    [Theory]
    [InlineData("REQUIRED", ToolChoiceMode.Required)]
    [InlineData("NONE", ToolChoiceMode.None)]
    public void Tool_choice_is_read(string word, ToolChoiceMode mode) => Assert.Equal(mode, Read($$"""{"messages":[],"tool_choice":"{{word}}"}""").ToolChoice?.Mode);

    [Fact]
    public void Strict_tools_are_strict_each() =>
        Assert.All(Read("""{"messages":[],"strict_tools":true,"tools":[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"g"}}]}""").Tools, static tool => Assert.True(tool.Strict));

    [Fact]
    public void Documents_are_read_as_documents_of_the_last_question()
    {
        var request = Read("""
            {"messages":[{"role":"user","content":"first"},{"role":"assistant","content":"a"},{"role":"user","content":"last"}],
            "documents":["plain",{"id":"d1","data":{"title":"T","text":"words"}},{"id":"d2","data":{"rank":1}}]}
            """);
        Assert.Single(request.Messages[0].Parts);
        var documents = request.Messages[2].Parts.OfType<MediaPart>().ToList();
        Assert.Equal(["plain", "words", """{"rank":1}"""], documents.Select(static document => ((MediaSource.PlainText)document.Source).Text.ToString()));
        Assert.Equal([null, "T", "d2"], documents.Select(static document => document.Name));
        Assert.All(documents, static document => Assert.True(document.WantsCitations));
    }

    [Theory]
    [InlineData("OFF")]
    [InlineData("DISABLED")]
    public void Documents_need_no_citations_where_these_are_off(string mode) =>
        Assert.False(Assert.IsType<MediaPart>(Read($$$"""{"messages":[],"documents":["a"],"citation_options":{"mode":"{{{mode}}}"}}""").Messages[0].Parts[0]).WantsCitations);

    [Fact]
    public void Answer_is_content_plan_and_calls_in_order()
    {
        var message = ReadMessage("""{"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}],"tool_plan":"I will.","content":[{"type":"thinking","thinking":"Hm"},{"type":"text","text":"a"}],"role":"assistant"}""");
        Assert.Collection(message.Parts,
            static part => Assert.Equal("Hm", Assert.IsType<ReasoningPart>(part).Text.ToString()),
            static part => Assert.Equal("a", Assert.IsType<TextPart>(part).Text.ToString()),
            static part => Assert.Equal("I will.", Assert.IsType<ReasoningPart>(part).Text.ToString()),
            static part => Assert.Equal("f", Assert.IsType<ToolCallPart>(part).Name));
    }

    [Fact]
    public void Result_shows_the_data_of_its_document()
    {
        var result = Assert.IsType<ToolResultPart>(Assert.Single(ReadMessage("""{"role":"tool","tool_call_id":"c1","content":[{"type":"document","document":{"id":"d","data":{"output":"5"}}}]}""").Parts));
        Assert.Equal("c1", result.ToolCallId);
        Assert.Equal("""{"output":"5"}""", Assert.IsType<TextPart>(Assert.Single(result.Content)).Text.ToString());
    }

    [Fact]
    public void Image_in_a_data_url_is_bytes()
    {
        var image = Assert.IsType<MediaPart>(ReadMessage("""{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image\/png;base64,AA+\/","detail":"low"}}]}""").Parts[0]);
        Assert.Equal(("image/png", "low", "AA+/"), (image.MediaType, image.Detail, ((MediaSource.Base64)image.Source).Data.ToString()));
    }

    [Theory]
    [InlineData("""{"messages":{}}""", "messages")]
    [InlineData("""{"messages":[{"content":"a"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"bot","content":"a"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"user","content":5}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"assistant","tool_calls":[{"id":"c","function":{}}]}]}""", "messages[0].tool_calls[0].function.name")]
    [InlineData("""{"messages":[],"tools":[{"type":"function"}]}""", "tools[0].function.name")]
    [InlineData("""{"messages":[],"tool_choice":"auto"}""", "tool_choice")]
    [InlineData("""{"messages":[],"documents":[5]}""", "documents[0]")]
    [InlineData("""{"messages":[],"response_format":{"type":"xml"}}""", "response_format.type")]
    [InlineData("""{"messages":[],"thinking":{"type":"on"}}""", "thinking.type")]
    [InlineData("""{"messages":[],"max_tokens":"5"}""", "max_tokens")]
    public void Wrong_value_names_its_place(string body, string place) => Assert.Equal(place, Assert.Throws<WireFormatException>(() => Read(body)).Place);
}
