using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Tokens;
using Parley.Tokens.Prompts;

namespace Parley.Tests.Tokens.Prompts;

public sealed class PromptTokensTests
{
    private const int Framing = 3 + 3 + 1;

    /// <summary>The example of OpenAI's cookbook, with the numbers that the API itself returned for it.</summary>
    [Theory]
    [InlineData("gpt-3.5-turbo", 129)]
    [InlineData("gpt-4", 129)]
    [InlineData("gpt-4o", 124)]
    public void Messages_of_the_cookbook_have_its_count(string model, int expected)
    {
        var request = Request(
            new Message(Role.System, [new TextPart("You are a helpful, pattern-following assistant that translates corporate jargon into plain English.")]),
            new Message(Role.System, [new TextPart("New synergies will help drive top-line growth.")]) { Name = "example_user" },
            new Message(Role.System, [new TextPart("Things working well together will increase revenue.")]) { Name = "example_assistant" },
            new Message(Role.System, [new TextPart("Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage.")]) { Name = "example_user" },
            new Message(Role.System, [new TextPart("Let's talk later when we're less busy about how to do better.")]) { Name = "example_assistant" },
            new Message(Role.User, [new TextPart("This late pivot means we don't have time to boil the ocean for the client deliverable.")]));

        Assert.Equal(TokenCount.Estimated(expected), PromptTokens.Count(request with { Model = model }));
    }

    [Fact]
    public void Word_of_every_role_is_one_token()
    {
        foreach (var tokenizer in new[] { Tokenizer.Cl100k, Tokenizer.O200k })
            Assert.All(["system", "developer", "user", "assistant", "tool"], word => Assert.Equal(1, tokenizer.Count((string)word)));
    }

    [Fact]
    public void Request_without_messages_is_the_reply_primer() => Assert.Equal(TokenCount.Estimated(3), PromptTokens.Count(Request()));

    [Fact]
    public void Escapes_are_counted_as_what_they_mean() =>
        Assert.Equal(Framing + Tokens("one\n\ttwo \"é\""), Count(new TextPart(JsonText.FromToken("\"one\\n\\ttwo \\\"\\u00e9\\\"\""u8.ToArray()))));

    [Fact]
    public void Thought_refusal_and_opaque_block_are_counted_as_text()
    {
        Assert.Equal(Framing + Tokens("Let me think."), Count(new ReasoningPart("Let me think.")));
        Assert.Equal(Framing + Tokens("I can't."), Count(new RefusalPart("I can't.")));
        Assert.Equal(Framing + Tokens("""{"type":"x"}"""), Count(new OpaquePart("anthropic-messages", "x", RawJson.Parse("""{"type":"x"}"""))));
    }

    [Fact]
    public void Withheld_thought_goes_by_its_bytes() =>
        Assert.Equal(Framing + 75, Count(new ReasoningPart("") { RedactedData = new string('A', 400) }));

    [Fact]
    public void Tool_call_is_its_name_and_arguments_in_either_form()
    {
        const string arguments = """{"city":"Zürich"}""";
        var expected = Framing + Tokens("get_weather") + Tokens(arguments);

        Assert.Equal(expected, Count(new ToolCallPart("call_1", "get_weather", ToolArguments.FromValue(RawJson.Parse(arguments)))));
        Assert.Equal(expected, Count(new ToolCallPart("call_1", "get_weather", ToolArguments.FromText(arguments))));
    }

    [Fact]
    public void Tool_result_is_its_content_or_else_its_JSON()
    {
        var json = RawJson.Parse("""{"degrees":21}""");

        Assert.Equal(Framing + Tokens("21 degrees"), Count(new ToolResultPart("call_1", [new TextPart("21 degrees")]) { Json = json }));
        Assert.Equal(Framing + Tokens("""{"degrees":21}"""), Count(new ToolResultPart("call_1", []) { Json = json }));
        Assert.Equal(Framing, Count(new ToolResultPart("call_1", [])));
    }

    [Fact]
    public void Tools_and_schema_of_the_answer_are_counted_as_their_JSON()
    {
        const string schema = """{"type":"object","properties":{"city":{"type":"string"}}}""";
        var function = new ToolSpec("get_weather") { Description = "Says how the weather is.", Schema = RawJson.Parse(schema) };
        var native = new ToolSpec("web_search") { Native = RawJson.Parse("""{"type":"web_search"}"""), Dialect = "openai-chat" };
        var format = new ResponseFormat(ResponseFormatKind.JsonSchema) { Name = "answer", Schema = RawJson.Parse(schema) };

        var count = PromptTokens.Count(Request() with { Tools = [function, native], ResponseFormat = format });

        Assert.Equal(
            3 + Tokens("get_weather") + Tokens("Says how the weather is.") + Tokens(schema) + Tokens("""{"type":"web_search"}""") + Tokens("answer") + Tokens(schema),
            count.Tokens);
    }

    [Fact]
    public void Document_of_plain_text_is_counted_as_text() =>
        Assert.Equal(Framing + Tokens("A short text."), Count(new MediaPart(MediaKind.Document, new MediaSource.PlainText("A short text."))));

    [Fact]
    public void Model_without_an_encoding_of_its_own_is_estimated_too() =>
        Assert.Equal(TokenCountQuality.Estimated, PromptTokens.Count(Request(new Message(Role.User, [new TextPart("hi")])) with { Model = "claude-sonnet-4-5" }).Quality);

    private static long Count(Part part) => PromptTokens.Count(Request(new Message(Role.Assistant, [part]))).Tokens;

    private static int Tokens(string text) => Tokenizer.O200k.Count(text);

    private static ChatRequest Request(params IReadOnlyList<Message> messages) => new() { Model = "gpt-4o", Messages = messages };
}
