using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAIChat;
using Parley.Dialects.Wire;
using Parley.TestKit;
using static Parley.Dialects.Tests.OpenAIChat.OpenAI;

namespace Parley.Dialects.Tests.OpenAIChat;

/// <summary>The older completions, without a gateway.</summary>
public sealed class CompletionTests
{
    private const string Whole = """{"id":"cmpl-1","object":"text_completion","created":1,"model":"m","system_fingerprint":"f","choices":[{"text":"Blue sky","index":0,"logprobs":null,"finish_reason":"stop","stop_reason":"!"},{"text":"Red","index":1,"logprobs":null,"finish_reason":"length"}],"usage":{"prompt_tokens":2,"completion_tokens":3,"total_tokens":5}}""";

    private static readonly IChatCodec Completions = (IChatCodec)OpenAIChatDialect.Instance.Operations.Single(static operation => operation.Name == "completions").Codec;

    private static readonly string Streamed = Stream(
        """{"id":"cmpl-1","object":"text_completion","created":1,"model":"m","system_fingerprint":"f","choices":[{"text":"Blue","index":0,"logprobs":null,"finish_reason":null}]}""",
        """{"id":"cmpl-1","object":"text_completion","created":1,"model":"m","system_fingerprint":"f","choices":[{"text":"Red","index":1,"logprobs":null,"finish_reason":"length"}]}""",
        """{"id":"cmpl-1","object":"text_completion","created":1,"model":"m","system_fingerprint":"f","choices":[{"text":" sky","index":0,"logprobs":null,"finish_reason":"stop","stop_reason":"!"}]}""",
        """{"id":"cmpl-1","object":"text_completion","created":1,"model":"m","system_fingerprint":"f","choices":[],"usage":{"prompt_tokens":2,"completion_tokens":3,"total_tokens":5}}""",
        "[DONE]");

    [Theory]
    [InlineData("""{"model":"m","prompt":"Hi"}""")]
    [InlineData("""{"model":"m","prompt":["Hi","Ho"],"echo":true,"n":2,"best_of":3,"suffix":"x","logprobs":3,"user":"u","seed":7,"max_tokens":9,"stop":"\n","temperature":0.5,"logit_bias":{"1":2}}""")]
    [InlineData("""{"model":"m","prompt":[1,2],"stop":["a","b"],"presence_penalty":1,"top_k":4,"use_beam_search":true,"best_of":1,"logit_bias":{}}""")]
    [InlineData("""{"model":"m","prompt":"Hi","stream":true,"stream_options":{"include_usage":true,"continuous_usage_stats":true}}""")]
    public void Request_is_written_as_it_was_read(string request) => CodecProof.RequestIdentity(Completions, RequestOf(request));

    [Fact]
    public void Reply_is_written_as_it_was_read() => CodecProof.ReplyIdentity(Completions, CodecProof.Reply(Whole));

    [Fact]
    public void Stream_folds_into_the_whole_reply() => CodecProof.FoldEqualsUnary(Completions, Streamed, Whole);

    [Fact]
    public void Stream_written_again_is_the_same_answer()
    {
        var written = CodecProof.StreamSurvives(Completions, Streamed, StreamFraming.ServerSentEvents, Completions, StreamFraming.ServerSentEvents);

        Assert.DoesNotContain("delta", written);
        Assert.EndsWith("data: [DONE]\n\n", written, StringComparison.Ordinal);
        CodecProof.FoldEqualsUnary(Completions, written, Whole);
    }

    [Fact]
    public void Stream_and_whole_reply_of_a_chat_give_the_same_completion()
    {
        const string Chat = """{"id":"chatcmpl-9","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Blue sky"},"finish_reason":"stop"}],"usage":{"prompt_tokens":2,"completion_tokens":3,"total_tokens":5}}""";
        var asked = CodecProof.Asked with { Echo = Completions.Peek(RequestOf("""{"model":"m","prompt":"Why? ","echo":true}""")).StreamOptions.Echo };

        var whole = CodecProof.WriteReply(Completions, ReadReply(Chat), asked);
        var stream = CodecProof.Encode(Completions, [.. ReplyEvents.Of(ReadReply(Chat)), ChatEvent.Of(ChatEventKind.End)], asked: asked);

        Assert.Equal("""{"id":"cmpl-9","object":"text_completion","created":1,"model":"m","choices":[{"text":"Why? Blue sky","index":0,"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":2,"completion_tokens":3,"total_tokens":5}}""", whole.Text);
        CodecProof.FoldEqualsUnary(Completions, stream, whole.Text);
    }

    [Fact]
    public void Log_probabilities_of_a_chat_are_told_in_the_older_shape()
    {
        const string Chat = """{"id":"r","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Blue é"},"finish_reason":"stop","logprobs":{"content":[{"token":"Blue","logprob":-0.5,"bytes":null,"top_logprobs":[{"token":"Blue","logprob":-0.5,"bytes":null},{"token":"Red","logprob":-2,"bytes":null}]},{"token":" é","logprob":-1,"bytes":null,"top_logprobs":[]}],"refusal":null}}]}""";

        var written = CodecProof.WriteReply(Completions, ReadReply(Chat));

        Assert.Contains("""
            "logprobs":{"tokens":["Blue"," é"],"token_logprobs":[-0.5,-1],"top_logprobs":[{"Blue":-0.5,"Red":-2},{}],"text_offset":[0,4]}
            """.Trim(), written.Text);
    }

    [Fact]
    public void Number_of_alternatives_is_what_chat_is_asked_for()
    {
        var written = Write(Completions.ReadRequest(RequestOf("""{"model":"m","prompt":"Hi","logprobs":2,"best_of":2,"logit_bias":{},"seed":7}""")));

        Same("""{"model":"m","messages":[{"role":"user","content":"Hi"}],"seed":7,"logprobs":true,"top_logprobs":2}""", written.Text);
        Assert.Equal(["Dropped best_of"], Entries(written.Log));
    }

    [Fact]
    public void What_a_completion_has_no_place_for_is_told_in_either_form()
    {
        ChatReply reply = ReadReply("""{"id":"r","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Blue","reasoning_content":"Hm","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}""");
        var log = new ConversionLog();

        var whole = CodecProof.WriteReply(Completions, reply);
        var stream = CodecProof.Encode(Completions, [.. ReplyEvents.Of(reply), ChatEvent.Of(ChatEventKind.End)], log);

        Assert.Equal(["Dropped choices[0]", "Dropped choices[0].tool_calls"], Entries(whole.Log));
        Assert.Equal(Entries(whole.Log), Entries(log));
        Assert.Contains("\"finish_reason\":\"stop\"", whole.Text);
        Assert.Contains("\"finish_reason\":\"stop\"", stream);
    }

    [Fact]
    public void Fault_within_a_stream_is_told_as_in_chat()
    {
        var stream = CodecProof.Encode(Completions, [ChatEvent.Of(ChatEventKind.Fault, new Fault(FaultKind.Upstream, "It broke."))]);

        Assert.StartsWith("data: {\"error\":{\"message\":\"It broke.\"", stream, StringComparison.Ordinal);
    }

    private static WireRequest RequestOf(string body) => new("/v1/completions", "", WireHeaders.None, Encoding.UTF8.GetBytes(body));
}
