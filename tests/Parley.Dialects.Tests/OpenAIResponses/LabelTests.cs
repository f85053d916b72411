using Parley.Dialects.AnthropicMessages;
using Parley.Dialects.OpenAIChat;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.OpenAIResponses;

/// <summary>Members that OpenAI's two dialects share pass between them as they are.</summary>
public sealed class LabelTests
{
    private const string Labels = """
        "metadata":{"a":"b"},"store":true,"prompt_cache_key":"k","prompt_cache_retention":"24h","safety_identifier":"s","user":"u","service_tier":"flex","parallel_tool_calls":false
        """;

    private const string Tools = """ "tools":[{"type":"function","name":"f","parameters":{"type":"object"},"strict":false}] """;

    private const string ChatTools = """ "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}] """;

    [Fact]
    public void Labels_reach_chat_whole()
    {
        var written = CodecProof.WriteRequest(OpenAIChatDialect.Instance.Chat, Responses.Read($$"""
            {"model":"m","input":[{"role":"user","content":"Hi"}],{{Tools}},"include":["message.output_text.logprobs"],"top_logprobs":3,"text":{"verbosity":"low"},{{Labels}}}
            """));
        Responses.Same($$$"""
            {"model":"m","messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"},"strict":false}}],"logprobs":true,"top_logprobs":3,"verbosity":"low",{{{Labels}}}}
            """, written.Text);
        Assert.Empty(written.Log.Entries);
    }

    [Fact]
    public void Labels_of_chat_arrive_whole()
    {
        var request = OpenAIChatDialect.Instance.Chat.ReadRequest(new WireRequest("", "", WireHeaders.None, System.Text.Encoding.UTF8.GetBytes($$"""
            {"model":"m","messages":[{"role":"user","content":"Hi"}],{{ChatTools}},"logprobs":true,"top_logprobs":3,"verbosity":"low",{{Labels}}}
            """)));
        var written = Responses.Write(request);
        Responses.Same($$"""
            {"model":"m","input":[{"role":"user","content":"Hi"}],{{Tools}},"include":["message.output_text.logprobs"],"top_logprobs":3,"text":{"verbosity":"low"},{{Labels}}}
            """, written.Text);
        Assert.Empty(written.Log.Entries);
    }

    [Fact]
    public void Safety_identifier_alone_is_the_user_where_there_is_one_name()
    {
        var written = CodecProof.WriteRequest(AnthropicMessagesDialect.Instance.Chat, Responses.Read("""{"model":"m","input":"Hi","safety_identifier":"s","store":false,"max_output_tokens":9}"""));
        Assert.Contains("""{"user_id":"s"}""", written.Text, StringComparison.Ordinal);
        Assert.Empty(written.Log.Entries);
    }

    [Fact]
    public void Labels_that_another_dialect_lacks_are_recorded()
    {
        var written = CodecProof.WriteRequest(AnthropicMessagesDialect.Instance.Chat, Responses.Read("""
            {"model":"m","input":"Hi","max_output_tokens":9,"store":true,"prompt_cache_key":"k","prompt_cache_retention":"24h","safety_identifier":"s","user":"u","text":{"verbosity":"low"}}
            """));
        Assert.Equal(["Dropped store", "Dropped verbosity", "Dropped prompt_cache_key", "Dropped prompt_cache_retention", "Dropped safety_identifier"], Responses.Entries(written.Log));
    }
}
