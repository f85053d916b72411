using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Gemini;

public sealed class EmptyContentTests
{
    [Theory]
    [InlineData("""{"role":"model"}""")]
    [InlineData("""{"role":"model","parts":[]}""")]
    [InlineData("{}")]
    public void Content_without_parts_stays_as_it_is(string content) => CodecProof.ReplyIdentity(GeminiWire.Codec, CodecProof.Reply($$"""
        {"candidates":[{"content":{{content}},"finishReason":"MAX_TOKENS","index":0}],"usageMetadata":{"promptTokenCount":1,"thoughtsTokenCount":5,"totalTokenCount":6},"modelVersion":"m","responseId":"r"}
        """));

    [Fact]
    public void Instructions_that_only_another_dialect_understands_leave_no_empty_instruction()
    {
        ChatRequest request = new()
        {
            Model = "m",
            Dialect = DialectNames.AnthropicMessages,
            Messages =
            [
                new(Role.User, [new TextPart("Hi")]),
                new(Role.System, [new OpaquePart(DialectNames.AnthropicMessages, "tool_addition", RawJson.Parse("{}"))]),
            ],
        };
        var written = CodecProof.WriteRequest(GeminiWire.Codec, request);
        Assert.Null(JsonDiff.First("""{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}""", written.Text, nullIsAbsent: false));
        Assert.Contains(written.Log.Entries, static entry => entry is { Category: ConversionCategory.Dropped, Field: "messages[1].content[0]" });
    }
}
