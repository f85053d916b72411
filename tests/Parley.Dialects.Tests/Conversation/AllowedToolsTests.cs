using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Conversation;

/// <summary>A choice of some tools where the target cannot say it: the others are not offered.</summary>
public sealed class AllowedToolsTests
{
    [Theory]
    [InlineData(DialectNames.AnthropicMessages, "auto", "one two", """{"type":"auto"}""")]
    [InlineData(DialectNames.AnthropicMessages, "required", "one two", """{"type":"any"}""")]
    [InlineData(DialectNames.BedrockConverse, "auto", "one two", """{"auto":{}}""")]
    [InlineData(DialectNames.BedrockConverse, "required", "one two", """{"any":{}}""")]
    [InlineData(DialectNames.Cohere, "auto", "one two", null)]
    [InlineData(DialectNames.Cohere, "required", "one two", "\"REQUIRED\"")]
    [InlineData(DialectNames.Ollama, "auto", "one two", null)]
    [InlineData(DialectNames.Gemini, "auto", "one two", "\"AUTO\"")]
    [InlineData(DialectNames.Gemini, "required", "one two three", """["one","two"]""")]
    public void Tools_that_are_not_allowed_are_not_offered(string target, string mode, string offered, string? choice)
    {
        var written = Write(target, Asking(mode, "one", "two") with { Model = "claude" });

        Assert.All(offered.Split(' '), name => Assert.Contains($"\"name\":\"{name}\"", written.Text, StringComparison.Ordinal));
        Assert.Equal(offered.Contains("three", StringComparison.Ordinal), written.Text.Contains("\"name\":\"three\"", StringComparison.Ordinal));
        Assert.Contains(choice ?? "", written.Text, StringComparison.Ordinal);
        Assert.NotEqual(ConversionVerdict.Lossy, written.Log.Verdict);
    }

    [Theory]
    [InlineData("gpt-5", true)]
    [InlineData("llama", false)]
    public void Imitators_of_openai_are_not_told_what_only_it_knows(string model, bool isTold)
    {
        var gemini = Dialect(DialectNames.Gemini).ReadRequest(new WireRequest("/v1beta/models/m:generateContent", "", WireHeaders.None, """
            {"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"tools":[{"functionDeclarations":[{"name":"one"},{"name":"two"},{"name":"three"}]}],
            "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["one","two"]}}}
            """u8.ToArray()));

        var written = Write(DialectNames.OpenAIChat, gemini with { Model = model });

        Assert.Equal(isTold, written.Text.Contains("allowed_tools", StringComparison.Ordinal));
        Assert.Equal(isTold, written.Text.Contains("\"name\":\"three\"", StringComparison.Ordinal));
        Assert.Equal(!isTold, written.Text.Contains("\"tool_choice\":\"required\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Tool_that_is_named_where_none_can_be_named_is_the_only_one_offered()
    {
        var written = Write(DialectNames.Ollama, Asking("required", "two"));

        Assert.Contains("\"name\":\"two\"", written.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"name\":\"one\"", written.Text, StringComparison.Ordinal);
        Assert.Equal(ConversionVerdict.Lossy, written.Log.Verdict);
    }

    [Fact]
    public void Names_of_no_tool_forbid_none()
    {
        var written = Write(DialectNames.AnthropicMessages, Asking("auto", "four"));

        Assert.Contains("\"name\":\"three\"", written.Text, StringComparison.Ordinal);
        Assert.Contains(written.Log.Entries, static entry => entry is { Category: ConversionCategory.Dropped, Field: "tool_choice" });
    }

    [Fact]
    public void One_name_of_no_tool_is_not_sent_as_the_choice()
    {
        var written = Write(DialectNames.AnthropicMessages, Asking("required", "zz"));

        Assert.DoesNotContain("zz", written.Text, StringComparison.Ordinal);
        Assert.Contains(written.Log.Entries, static entry => entry is { Category: ConversionCategory.Dropped, Field: "tool_choice" });
    }

    private static ChatRequest Asking(string mode, params string[] allowed)
    {
        var tools = string.Join(',', ((string[])["one", "two", "three"]).Select(static name => $$$"""{"type":"function","function":{"name":"{{{name}}}","parameters":{"type":"object","properties":{"x":{"type":"string"} } } } }"""));
        var names = string.Join(',', allowed.Select(static name => $$$"""{"type":"function","function":{"name":"{{{name}}}"} }"""));
        return Dialect(DialectNames.OpenAIChat).ReadRequest(new WireRequest("", "", WireHeaders.None, System.Text.Encoding.UTF8.GetBytes(
            $$$"""{"model":"m","messages":[{"role":"user","content":"Hi"}],"tools":[{{{tools}}}],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"{{{mode}}}","tools":[{{{names}}}] } } }""")));
    }

    private static Written Write(string dialect, ChatRequest request) => CodecProof.WriteRequest(Dialect(dialect), request);

    private static IChatCodec Dialect(string name) => KnownDialects.Find(name)!.Chat;
}
