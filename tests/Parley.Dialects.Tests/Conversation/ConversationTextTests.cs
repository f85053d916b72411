using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Conversation;

public sealed class ConversationTextTests
{
    [Fact]
    public void Of_a_reply_is_a_readable_tree()
    {
        var extras = new Extras("openai-chat");
        extras.Add("z", RawJson.Parse("[ 1 ]"));
        extras.Add("a", RawJson.Parse("null"));
        var reply = new ChatReply
        {
            Id = "chatcmpl-1",
            Dialect = "openai-chat",
            Choices =
            [
                new Choice(
                    0,
                    [
                        new TextPart("one\n\"two\"") { IsBare = true, Cache = new CacheHint("5m") },
                        new TextPart(JsonText.FromToken("\"\\u00e9\""u8.ToArray())),
                        new ToolCallPart("call_1", "read", ToolArguments.FromText("{ \"a\": 1 }")),
                        new ReasoningPart("") { Signature = new PartSignature("gemini", "sig") },
                    ],
                    new Finish(FinishReason.ToolCalls, "tool_calls")) { Extras = extras },
            ],
            Usage = new Usage { Input = TokenCount.Exact(3), Output = TokenCount.Estimated(4) },
        };
        Assert.Equal(
            """
            ChatReply
              Choices[0]: Choice
                Extras: openai-chat
                  a: null
                  z: [1]
                Finish: Finish
                  Native: "tool_calls"
                  Reason: ToolCalls
                Index: 0
                Parts[0]: TextPart
                  Cache: CacheHint
                    TimeToLive: "5m"
                  IsBare: True
                  Text: "one\n\"two\""
                Parts[1]: TextPart
                  Text: "é"
                Parts[2]: ToolCallPart
                  Arguments: {"a":1}
                  Id: "call_1"
                  Name: "read"
                Parts[3]: ReasoningPart
                  Signature: PartSignature
                    Dialect: "gemini"
                    Value: "sig"
              Dialect: "openai-chat"
              Id: "chatcmpl-1"
              Usage: Usage
                Input: 3 Exact
                Output: 4 Estimated
                Searches: 0
                ServiceTier: Unknown

            """,
            ConversationText.Of(reply));
    }

    [Fact]
    public void Of_members_that_are_not_compared_are_left_out() =>
        Assert.Equal("TextPart\n  Text: \"x\"\n", ConversationText.Of(new TextPart("x") { IsBare = true }, "IsBare"));

    [Fact]
    public void Of_no_and_not_said_are_two_things()
    {
        var said = new ChatRequest { Model = "m", Messages = [], ParallelToolCalls = false, Sampling = new Sampling { Temperature = 0 } };
        var text = ConversationText.Of(said);
        Assert.NotEqual(ConversationText.Of(said with { ParallelToolCalls = null }), text);
        Assert.Contains("Temperature: 0", text);
    }

    [Fact]
    public void Of_media_show_their_source()
    {
        var text = ConversationText.Of(new MediaPart(MediaKind.Image, new MediaSource.Url("https://a.example/i.png")) { Detail = "low" });
        Assert.Contains("Source: Url\n    Address: \"https://a.example/i.png\"", text);
    }

    [Fact]
    public void Of_tool_arguments_of_both_forms_are_the_same() => Assert.Equal(
        ConversationText.Of(new ToolCallPart("1", "t", ToolArguments.FromText("{\"a\": 1}"))),
        ConversationText.Of(new ToolCallPart("1", "t", ToolArguments.FromValue(RawJson.Parse("{\"a\":1}")))));
}
