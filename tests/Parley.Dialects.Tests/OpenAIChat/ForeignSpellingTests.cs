using System.Text;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Tests.OpenAIChat;

/// <summary>What clients of OpenAI's imitators say in their own way, and OpenAI refuses: for OpenAI it is written as OpenAI has it, for all others as it was said.</summary>
public sealed class ForeignSpellingTests
{
    private static readonly WireProfile Strict = new() { OwnSpelling = true };

    private const string Bare = """{"role":"user","content":[{"type":"image_url","image_url":"https://x/y.png"}]}""";
    private const string NoPrefix = """{"role":"assistant","prefix":false,"content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"},"index":0}]},{"role":"tool","tool_call_id":"c1","content":"r"}""";

    [Theory]
    [InlineData(Bare, """{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x/y.png"}}]}""")]
    [InlineData(NoPrefix, """{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":"r"}""")]
    [InlineData("""{"role":"user","content":"a"},{"role":"assistant","prefix":true,"content":"b"}""", """{"role":"user","content":"a"},{"role":"assistant","content":"b","prefix":true}""")]
    public void Messages_are_written_as_OpenAI_has_them(string said, string written)
    {
        OpenAI.Same(Body(written), OpenAI.Write(OpenAI.Read(Body(said)), Strict).Text);
        OpenAI.Same(Body(said), OpenAI.Write(OpenAI.Read(Body(said))).Text);
    }

    [Theory]
    [InlineData(Bare, false)]
    [InlineData(NoPrefix, false)]
    [InlineData("""{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x/y.png"}}]}""", true)]
    [InlineData("""{"role":"user","content":"a \"prefix\":false"},{"role":"assistant","prefix":true,"content":"b"}""", true)]
    public void Bytes_are_copied_only_where_nothing_is_said_otherwise(string said, bool fits)
    {
        var request = OpenAI.Request(Body(said));

        Assert.Equal(fits, OpenAI.Codec.Fits(request, OpenAI.Codec.Peek(request), Strict, "m"));
        Assert.True(OpenAI.Codec.Fits(request, OpenAI.Codec.Peek(request), WireProfile.Default, "m"));
    }

    [Theory]
    [InlineData("""data: {"choices":[{"delta":{"content":"\"usage\":null"}}],"usage":null}""", """data: {"choices":[{"delta":{"content":"\"usage\":null"}}]}""")]
    [InlineData("""data: {"choices": [], "usage" : null, "x": 1}""", """data: {"choices": [], "x": 1}""")]
    [InlineData("""data: {"usage":null,"choices":[]}""", """data: {"choices":[]}""")]
    [InlineData("""data: {"usage":null}""", """data: {}""")]
    [InlineData("""data: {"choices":[],"usage":{"prompt_tokens":1}}""", """data: {"choices":[],"usage":{"prompt_tokens":1}}""")]
    [InlineData("""data: "usage" """, """data: "usage" """)]
    public void Usage_of_nothing_is_cut_out_where_nobody_asked(string frame, string copied)
    {
        var bytes = Encoding.UTF8.GetBytes(frame);

        Assert.Equal(copied, Copied(bytes, StreamOptions.None));
        Assert.Equal(frame, Copied(bytes, new StreamOptions(IncludeUsage: true)));
    }

    private static string Copied(byte[] frame, StreamOptions asked)
    {
        var (start, length) = OpenAI.Codec.OpenTap(asked, WireProfile.Default).UnaskedIn(frame).GetOffsetAndLength(frame.Length);
        return Encoding.UTF8.GetString([.. frame.AsSpan(0, start), .. frame.AsSpan(start + length)]);
    }

    private static string Body(string messages) => $$"""{"model":"m","messages":[{{messages}}]}""";
}
