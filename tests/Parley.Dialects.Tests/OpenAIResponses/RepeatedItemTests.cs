using Parley.TestKit;

namespace Parley.Dialects.Tests.OpenAIResponses;

/// <summary>A message that is done mostly says once more what its pieces said. Whatever else it says is read.</summary>
public sealed class RepeatedItemTests
{
    private const string Text = """{"type":"output_text","text":"I look.","annotations":[],"logprobs":[]}""";
    private const string Sourced = """{"type":"output_text","text":"I look.","annotations":[{"type":"url_citation","url":"https://x","title":"X","start_index":0,"end_index":2}],"logprobs":[]}""";
    private const string Probable = """{"type":"output_text","text":"I look.","annotations":[],"logprobs":[{"token":"I","logprob":-0.5,"bytes":[73],"top_logprobs":[]}]}""";
    private const string Second = """{"type":"output_text","text":"And more.","annotations":[],"logprobs":[]}""";
    private const string Refused = """{"type":"refusal","refusal":"No."}""";

    [Theory]
    [InlineData(Text)]
    [InlineData(Sourced)]
    [InlineData(Probable)]
    [InlineData(Text + "," + Second)]
    [InlineData(Text + "," + Refused)]
    public void Message_is_what_its_last_event_says(string content)
    {
        var item = Message("msg_1", content);
        CodecProof.FoldEqualsUnary(Responses.Codec, Stream(Announced("[]"), item), Responses.Reply(item));
    }

    [Theory]
    [InlineData("""{"type":"message","id":"msg_1","role":"assistant","content":[]}""")]
    [InlineData("""{"type":"message","id":"msg_1","status":"in_progress","role":"assistant","content":[{"type":"output_text","text":""}]}""")]
    [InlineData("""{"id":"msg_1","role":"assistant","type":"message"}""")]
    public void Announcement_may_be_short_or_long(string announced)
    {
        var item = Message("msg_1", Text);
        CodecProof.FoldEqualsUnary(Responses.Codec, Stream(announced, item), Responses.Reply(item));
    }

    [Fact]
    public void Members_of_tomorrow_in_an_announcement_are_kept()
    {
        var item = Message("msg_1", Text).Replace("\"role\"", "\"phase\":\"commentary\",\"role\"", StringComparison.Ordinal);
        var announced = Announced("[]").Replace("\"role\"", "\"phase\":\"commentary\",\"role\"", StringComparison.Ordinal);
        CodecProof.FoldEqualsUnary(Responses.Codec, Stream(announced, item), Responses.Reply(item));
    }

    private static string Message(string id, string content) => $$"""{"type":"message","id":"{{id}}","status":"completed","role":"assistant","content":[{{content}}]}""";

    private static string Announced(string content) => $$"""{"type":"message","id":"msg_1","status":"in_progress","role":"assistant","content":{{content}}}""";

    private static string Stream(string announced, string done) => Responses.Stream(
        Responses.Created,
        $$"""{"type":"response.output_item.added","output_index":0,"item":{{announced}}}""",
        """{"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"I ","logprobs":[]}""",
        """{"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"look.","logprobs":[]}""",
        $$"""{"type":"response.output_item.done","output_index":0,"item":{{done}}}""",
        Responses.Event("response.completed", Responses.Reply(done)));
}
