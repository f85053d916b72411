using Parley.Dialects.Conversation;

namespace Parley.Dialects.Tests.OpenAIResponses;

/// <summary>Streams of imitators: places and ids that clash or change, and wholes that say more than their pieces.</summary>
public sealed class OddStreamTests
{
    private const string Hello = """{"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hello world and more","annotations":[],"logprobs":[]}]}""";

    private static Choice Fold(params string[] events)
    {
        var folded = Responses.Fold(Responses.Stream([Responses.Created, .. events]));
        Assert.Null(folded.Fault);
        return Assert.Single(folded.Reply.Choices);
    }

    private static string Added(int index, string item) => $$"""{"type":"response.output_item.added","output_index":{{index}},"item":{{item}}}""";

    private static string Done(int index, string item) => $$"""{"type":"response.output_item.done","output_index":{{index}},"item":{{item}}}""";

    private static string Text(int index, string id, string text) => $$"""{"type":"response.output_text.delta","item_id":{{id}},"output_index":{{index}},"content_index":0,"delta":"{{text}}"}""";

    private static string Completed(string output) => Responses.Event("response.completed", Responses.Reply(output));

    private static string Message(string id, string text) =>
        $$"""{"type":"message"{{id}},"status":"completed","role":"assistant","content":[{"type":"output_text","text":"{{text}}","annotations":[],"logprobs":[]}]}""";

    private static string Announced(string id) => $$"""{"type":"message"{{id}},"status":"in_progress","role":"assistant","content":[]}""";

    private static string Call(string number, string arguments) =>
        $$"""{"type":"function_call","id":"fc_{{number}}","call_id":"call_{{number}}","name":"f","arguments":"{{arguments}}","status":"completed"}""";

    private static string Arguments(int index, string id, string piece) => $$"""{"type":"response.function_call_arguments.delta","item_id":"{{id}}","output_index":{{index}},"delta":"{{piece}}"}""";

    private static string[] Told(Choice choice) => [.. choice.Parts.Select(static part => part switch
    {
        TextPart text => text.Text.ToString(),
        ReasoningPart thought => "(" + thought.Text + ")",
        ToolCallPart call => call.Id + call.Arguments.AsText(),
        _ => part.GetType().Name,
    })];

    [Theory]
    [InlineData("user")]
    [InlineData("system")]
    public void Empty_message_of_somebody_else_says_nothing(string role)
    {
        var other = $$"""{"type":"message","id":"msg_0","status":"completed","role":"{{role}}","content":[]}""";
        Assert.Equal(["Hi"], Told(Fold(Added(0, other), Done(0, other), Text(1, "\"msg_1\"", "Hi"), Completed(other + "," + Message(",\"id\":\"msg_1\"", "Hi")))));
    }

    [Fact]
    public void Calls_of_one_place_are_told_apart_by_their_ids() =>
        Assert.Equal(["call_1{\"a\":1}", "call_2{\"b\":2}"], Told(Fold(
            Added(0, Call("1", "")), Arguments(0, "fc_1", "{\\\"a\\\":1}"), Done(0, Call("1", "{\\\"a\\\":1}")),
            Added(0, Call("2", "")), Arguments(0, "fc_2", "{\\\"b\\\""), Arguments(0, "fc_2", ":2}"), Done(0, Call("2", "{\\\"b\\\":2}")),
            Completed(Call("1", "{\\\"a\\\":1}") + "," + Call("2", "{\\\"b\\\":2}")))));

    [Fact]
    public void Item_that_is_announced_takes_a_place_over() =>
        Assert.Equal(["Hi", "call_1{\"a\":1}"], Told(Fold(
            Added(0, Announced("")), Text(0, "null", "Hi"), Done(0, Message("", "Hi")),
            Added(0, Call("1", "")), """{"type":"response.function_call_arguments.delta","output_index":0,"delta":"{\"a\":1}"}""", Completed(""))));

    [Theory]
    [InlineData("", "null", "")]
    [InlineData(",\"id\":\"a\"", "\"b\"", ",\"id\":\"c\"")]
    public void Places_that_count_from_one_are_known_again(string announced, string spoken, string done) =>
        Assert.Equal(["Hello", "Again"], Told(Fold(
            Added(1, Announced(announced)), Text(1, spoken, "Hello"), Done(1, Message(done, "Hello")),
            Added(2, Announced(announced)), Text(2, spoken, "Again"),
            Completed(Message(done, "Hello") + "," + Message(done, "Again")))));

    [Fact]
    public void Message_of_the_whole_response_that_is_in_a_later_place_is_known_by_it() =>
        Assert.Equal(["Hi", "(thought)"], Told(Fold(
            Added(1, Announced("")), Text(1, "null", "Hi"),
            Completed("""{"type":"reasoning","summary":[{"type":"summary_text","text":"thought"}]}""" + "," + Message("", "Hi")))));

    [Fact]
    public void Text_that_is_longer_when_it_is_done_is_told_to_its_end() =>
        Assert.Equal(["Hello world and more"], Told(Fold(Added(0, Announced(",\"id\":\"msg_1\"")), Text(0, "\"msg_1\"", "Hello "), Text(0, "\"msg_1\"", "world"), Done(0, Hello), Completed(Hello))));

    [Theory]
    [InlineData("gr\\u00fc\\u00df \\ud83d\\ude00", "grüß \\ud83d\\ude00 dich", "grüß 😀 dich")]
    [InlineData("Hello there, and", "Hello world and more", "Hello there, and")]
    [InlineData("Hello world and more, and more", "Hello world and more", "Hello world and more, and more")]
    public void Text_that_does_not_begin_with_its_pieces_stays_what_they_said(string piece, string whole, string expected)
    {
        var done = Message(",\"id\":\"msg_1\"", whole);
        Assert.Equal([expected], Told(Fold(Added(0, Announced(",\"id\":\"msg_1\"")), Text(0, "\"msg_1\"", piece), Done(0, done), Completed(done))));
    }

    [Fact]
    public void Arguments_that_are_longer_when_they_are_done_are_told_to_their_end() =>
        Assert.Equal(["call_1{\"a\":1}"], Told(Fold(Added(0, Call("1", "")), Arguments(0, "fc_1", "{\\\"a\\\""), Done(0, Call("1", "{\\\"a\\\":1}")), Completed(Call("1", "{\\\"a\\\":1}")))));

    [Fact]
    public void Summaries_that_did_not_come_in_pieces_are_told_when_the_thought_is_done()
    {
        const string thought = """{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"one"},{"type":"summary_text","text":"two"}],"content":[{"type":"reasoning_text","text":"aside"}]}""";
        Assert.Equal(["(one\n\ntwo)"], Told(Fold(
            Added(0, """{"type":"reasoning","id":"rs_1","summary":[]}"""),
            """{"type":"response.reasoning_summary_text.delta","item_id":"rs_1","output_index":0,"summary_index":0,"delta":"one"}""",
            Done(0, thought), Completed(thought))));
    }

    [Theory]
    [InlineData("output_text", "text", "Hello")]
    [InlineData("refusal", "refusal", "RefusalPart")]
    public void Text_that_only_its_end_says_is_told(string type, string member, string expected) =>
        Assert.Equal([expected], Told(Fold(
            Added(0, Announced(",\"id\":\"msg_1\"")), $$"""{"type":"response.{{type}}.done","item_id":"msg_1","output_index":0,"content_index":0,"{{member}}":"Hello"}""", Completed(""))));

    [Fact]
    public void Sources_are_known_again_whatever_their_order()
    {
        const string first = """{"type":"url_citation","url":"http://first/","title":"A","start_index":0,"end_index":5}""";
        const string second = """{"type":"url_citation","url":"http://second/","title":"A","start_index":0,"end_index":5}""";
        var done = $$"""{"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hello","annotations":[{{first}},{{second}}],"logprobs":[]}]}""";
        var choice = Fold(
            Added(0, Announced(",\"id\":\"msg_1\"")), Text(0, "\"msg_1\"", "Hello"),
            $$"""{"type":"response.output_text.annotation.added","item_id":"msg_1","output_index":0,"content_index":0,"annotation_index":1,"annotation":{{second}}}""",
            Done(0, done), Completed(done));
        Assert.Equal(["http://first/", "http://second/"], Assert.IsType<TextPart>(Assert.Single(choice.Parts)).Citations.Select(static source => source.Url).Order());
    }

    [Fact]
    public void Log_probabilities_that_did_not_come_in_pieces_are_told_when_the_text_is_done()
    {
        const string one = """{"token":"Hello","logprob":-0.1,"bytes":[72],"top_logprobs":[]}""";
        const string two = """{"token":" world","logprob":-0.2,"bytes":[32],"top_logprobs":[]}""";
        var done = $$"""{"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hello world","annotations":[],"logprobs":[{{one}},{{two}}]}]}""";
        var choice = Fold(
            Added(0, Announced(",\"id\":\"msg_1\"")),
            $$"""{"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"Hello","logprobs":[{{one}}]}""", Text(0, "\"msg_1\"", " world"),
            Done(0, done), Completed(done));
        Responses.Same($$"""{"content":[{{one}},{{two}}]}""", choice.Logprobs.ToString());
    }
}
