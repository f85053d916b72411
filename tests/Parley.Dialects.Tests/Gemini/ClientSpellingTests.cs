using Parley.Dialects.AnthropicMessages;
using Parley.Dialects.Conversation;
using Parley.Dialects.Ollama;
using Parley.Dialects.OpenAIChat;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Gemini;

/// <summary>What protobuf's JSON allows and Google's own clients make use of.</summary>
public sealed class ClientSpellingTests
{
    [Theory]
    [InlineData("""{"inlineData":{"mimeType":"image/png","data":"AA=="},"fileData":null,"functionCall":null,"functionResponse":null,"text":null}""", typeof(MediaPart))]
    [InlineData("""{"fileData":{"fileUri":"https://x.test/a.png"},"inlineData":null,"text":null}""", typeof(MediaPart))]
    [InlineData("""{"functionCall":{"name":"f","args":{}},"functionResponse":null,"text":null,"inlineData":null}""", typeof(ToolCallPart))]
    [InlineData("""{"text":"Hi","inlineData":null,"functionCall":null,"executableCode":null,"videoMetadata":null}""", typeof(TextPart))]
    [InlineData("""{"text":"","executableCode":null,"thoughtSignature":"c2ln"}""", typeof(TextPart))]
    public void Null_members_of_a_part_say_nothing(string part, Type kind)
    {
        var read = GeminiWire.Read($$"""{"contents":[{"role":"model","parts":[{{part}}]}]}""");
        Assert.IsType(kind, read.Messages[0].Parts[0]);
        Assert.Null(JsonDiff.First(
            $$"""{"candidates":[{"content":{"role":"model","parts":[{{part}}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":1,"totalTokenCount":1,"promptTokensDetails":null},"modelVersion":"m","responseId":"r"}""",
            CodecProof.WriteReply(GeminiWire.Codec, GeminiWire.Codec.ReadReply(CodecProof.Reply(
                $$"""{"candidates":[{"content":{"role":"model","parts":[{{part}}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":1,"totalTokenCount":1,"promptTokensDetails":null},"modelVersion":"m","responseId":"r"}"""), WireProfile.Default)).Text,
            nullIsAbsent: true));
    }

    [Fact]
    public void A_configuration_of_nulls_alone_stays_empty()
    {
        var written = CodecProof.WriteRequest(GeminiWire.Codec, GeminiWire.Read("""{"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{"temperature":null,"thinkingConfig":null,"stopSequences":null}}"""));
        Assert.Null(JsonDiff.First("""{"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{}}""", written.Text, nullIsAbsent: false));
    }

    [Fact]
    public void Enumerations_as_numbers_are_read_and_written_as_they_came()
    {
        const string body = """
            {"contents":[{"role":"user","parts":[{"text":"Hi"}]}],
             "tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":6,"properties":{"a":{"type":1},"b":{"type":5,"items":{"type":3,"nullable":true}}}}}]}],
             "toolConfig":{"functionCallingConfig":{"mode":2,"allowedFunctionNames":["f"]}},
             "generationConfig":{"thinkingConfig":{"thinkingLevel":2}}}
            """;
        var read = GeminiWire.Read(body);
        Assert.Equal(ToolChoiceMode.Named, read.ToolChoice!.Mode);
        Assert.Equal("high", read.Reasoning!.Effort);
        Assert.Equal("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"array","items":{"type":["integer","null"]}}}}""", read.Tools[0].Schema.ToString());
        Assert.Null(JsonDiff.First(body, CodecProof.WriteRequest(GeminiWire.Codec, read).Text, nullIsAbsent: false));
    }

    [Theory]
    [InlineData(1, ToolChoiceMode.Auto)]
    [InlineData(2, ToolChoiceMode.Required)]
    [InlineData(3, ToolChoiceMode.None)]
    [InlineData(4, ToolChoiceMode.Auto)]
    public void Modes_of_tools_as_numbers_are_known(int number, ToolChoiceMode mode) =>
        Assert.Equal(mode, GeminiWire.Read("""{"contents":[],"toolConfig":{"functionCallingConfig":{"mode":#}}}""".Replace("#", $"{number}", StringComparison.Ordinal)).ToolChoice!.Mode);

    [Fact]
    public void Bytes_in_the_alphabet_of_addresses_reach_other_dialects_in_the_standard_one()
    {
        const string body = """{"contents":[{"role":"user","parts":[{"inline_data":{"mime_type":"image/png","data":"-_-_AA"}},{"text":"Hi"}]}]}""";
        var read = GeminiWire.Read(body);
        Assert.Contains("\"data:image/png;base64,+/+/AA==\"", CodecProof.WriteRequest(OpenAIChatDialect.Instance.Chat, read).Text, StringComparison.Ordinal);
        Assert.Contains("\"data\":\"+/+/AA==\"", CodecProof.WriteRequest(AnthropicMessagesDialect.Instance.Chat, read).Text, StringComparison.Ordinal);
        Assert.Contains("\"images\":[\"+/+/AA==\"]", CodecProof.WriteRequest(OllamaDialect.Instance.Chat, read).Text, StringComparison.Ordinal);
        Assert.Contains("\"data\":\"-_-_AA\"", CodecProof.WriteRequest(GeminiWire.Codec, read).Text, StringComparison.Ordinal);
    }
}
