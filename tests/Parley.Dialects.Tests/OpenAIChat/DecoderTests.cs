using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.OpenAIChat;

public sealed class DecoderTests
{
    private const string Done = "data: [DONE]\n\n";
    private const string UsageChunk = """{"id":"r","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""";

    [Fact]
    public void Text_folds_into_the_unary_reply() => CodecProof.FoldEqualsUnary(
        OpenAI.Codec,
        OpenAI.Stream(
            OpenAI.Chunk("""{"role":"assistant","content":"","refusal":null}""", rest: ""","usage":null,"system_fingerprint":"fp","obfuscation":"xyz" """),
            OpenAI.Chunk("""{"content":"Hel"}""", rest: ""","usage":null,"system_fingerprint":"fp","obfuscation":"x" """),
            OpenAI.Chunk("""{"content":"lo 😀"}""", rest: ""","usage":null,"system_fingerprint":"fp" """),
            OpenAI.Chunk("{}", "\"stop\"", ""","usage":null,"system_fingerprint":"fp" """),
            UsageChunk) + Done,
        """{"id":"r","object":"chat.completion","created":1,"model":"m","system_fingerprint":"fp","choices":[{"index":0,"message":{"role":"assistant","content":"Hello 😀"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""");

    [Fact]
    public void Parallel_tool_calls_in_pieces_fold_into_the_unary_reply() => CodecProof.FoldEqualsUnary(
        OpenAI.Codec,
        OpenAI.Stream(
            OpenAI.Chunk("""{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}]}"""),
            OpenAI.Chunk("""{"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":"{\"x\""}},{"index":0,"function":{"arguments":"{}"}}]}"""),
            OpenAI.Chunk("""{"tool_calls":[{"index":1,"id":"b","function":{"name":"g","arguments":":1}"}}]}"""),
            OpenAI.Chunk("{}", "\"tool_calls\"")) + Done,
        """{"id":"r","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"g","arguments":"{\"x\":1}"}}]},"finish_reason":"tool_calls"}]}""");

    [Fact]
    public void Thoughts_refusals_and_logprobs_fold_into_the_unary_reply() => CodecProof.FoldEqualsUnary(
        OpenAI.Codec,
        OpenAI.Stream(
            OpenAI.Chunk("""{"role":"assistant","content":"","reasoning_content":"wh"}"""),
            OpenAI.Chunk("""{"content":null,"reasoning_content":"y"}"""),
            """{"id":"r","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"a"},"logprobs":{"content":[{"token":"a"}]},"finish_reason":null}]}""",
            """{"id":"r","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"b"},"logprobs":{"content":[{"token":"b"}]},"finish_reason":null}]}""",
            OpenAI.Chunk("""{"refusal":"no"}"""),
            OpenAI.Chunk("{}", "\"stop\"")) + Done,
        """{"id":"r","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"ab","refusal":"no","reasoning_content":"why"},"logprobs":{"content":[{"token":"a"},{"token":"b"}]},"finish_reason":"stop"}]}""");

    [Fact]
    public void Several_choices_stay_apart()
    {
        var reply = OpenAI.Fold(OpenAI.Stream(
            """{"id":"r","created":1,"model":"m","choices":[{"index":1,"delta":{"content":"b"},"finish_reason":null},{"index":0,"delta":{"content":"a"},"finish_reason":"length"}]}""",
            """{"id":"r","created":1,"model":"m","choices":[{"index":1,"delta":{},"finish_reason":"stop"}]}""") + Done).Whole;
        Assert.Equal([FinishReason.Length, FinishReason.Stop], reply.Choices.Select(static choice => choice.Finish.Reason));
        Assert.Equal("b", ((TextPart)reply.Choices[1].Parts[0]).Text.ToString());
    }

    [Fact]
    public void Azures_first_chunk_does_not_start_the_answer()
    {
        var reply = OpenAI.Fold(OpenAI.Stream(
            """{"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0}]}""",
            OpenAI.Chunk("""{"role":"assistant","content":"a"}""", "\"stop\"")) + Done).Whole;
        Assert.Equal(("r", "m", 1L), (reply.Id, reply.Model, reply.Created));
        Assert.Equal("""[{"prompt_index":0}]""", reply.Extras!["prompt_filter_results"].ToString());
    }

    [Fact]
    public void Content_after_a_finish_still_counts()
    {
        var reply = OpenAI.Fold(OpenAI.Stream(
            OpenAI.Chunk("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]}""", "\"tool_calls\""),
            OpenAI.Chunk("""{"tool_calls":[{"index":1,"id":"b","function":{"name":"g","arguments":"{}"}}]}""", "\"tool_calls\""),
            OpenAI.Chunk("""{"role":"assistant","content":""}""", "\"tool_calls\"", ""","usage":{"prompt_tokens":3,"completion_tokens":2}""")) + Done).Whole;
        Assert.Equal(["f", "g"], reply.Choices[0].Parts.Cast<ToolCallPart>().Select(static call => call.Name));
        Assert.Equal(3, reply.Usage.TotalInput);
    }

    [Fact]
    public void Calls_that_share_an_index_are_told_apart_by_their_ids()
    {
        var reply = OpenAI.Fold(OpenAI.Stream(
            OpenAI.Chunk("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]}"""),
            OpenAI.Chunk("""{"tool_calls":[{"index":0,"id":"b","function":{"name":"f","arguments":"{}"}}]}""", "\"tool_calls\"")) + Done).Whole;
        Assert.Equal(["a", "b"], reply.Choices[0].Parts.Cast<ToolCallPart>().Select(static call => call.Id));
    }

    [Theory]
    [InlineData("""{"index":0,"id":"a","type":"function","function":{"arguments":"{}"}}""")]
    [InlineData("""{"index":0,"id":"a","function":{"name":"","arguments":"{}"}}""")]
    [InlineData("""{"index":0,"function":{"arguments":"{}"}}""")]
    [InlineData("""{"index":0,"id":"a"}""")]
    public void Call_without_a_name_is_a_fault_whole_and_streamed(string call)
    {
        Assert.Throws<WireFormatException>(() => OpenAI.ReadChoice($$"""{"tool_calls":[{{call}}]}""", "tool_calls"));
        var fault = OpenAI.Fold(OpenAI.Stream(OpenAI.Chunk($$"""{"content":"x","tool_calls":[{{call}}]}"""), OpenAI.Chunk("{}", "\"tool_calls\"")) + Done).Fault;
        Assert.Equal((FaultKind.MalformedReply, FaultSource.Provider), (fault?.Kind, fault?.Source));
    }

    [Fact]
    public void Name_may_come_behind_the_arguments()
    {
        var reply = OpenAI.Fold(OpenAI.Stream(
            OpenAI.Chunk("""{"tool_calls":[{"index":0,"id":"a","function":{"arguments":"{\"x\":"}}]}"""),
            OpenAI.Chunk("""{"tool_calls":[{"index":0,"function":{"name":"f","arguments":"1}"}}]}""", "\"tool_calls\"")) + Done).Whole;
        var call = Assert.IsType<ToolCallPart>(Assert.Single(reply.Choices[0].Parts));
        Assert.Equal(("a", "f", """{"x":1}"""), (call.Id, call.Name, call.Arguments.ToString()));
    }

    [Fact]
    public void Empty_call_in_a_list_calls_nothing()
    {
        Assert.Single(OpenAI.ReadChoice("""{"content":"x","tool_calls":[{},{"id":"","function":{"name":"","arguments":""}}]}""").Parts);
        var reply = OpenAI.Fold(OpenAI.Stream(OpenAI.Chunk("""{"content":"x","tool_calls":[{},{"id":"","function":{"name":"","arguments":""}}]}""", "\"stop\"")) + Done).Whole;
        Assert.Single(reply.Choices[0].Parts);
    }

    [Fact]
    public void Empty_placeholders_call_nothing()
    {
        var reply = OpenAI.Fold(OpenAI.Stream(
            OpenAI.Chunk("""{"content":"x","tool_calls":[],"function_call":{"name":"","arguments":""}}""", "\"\""), OpenAI.Chunk("{}", "\"\"")) + Done).Whole;
        Assert.IsType<TextPart>(Assert.Single(reply.Choices[0].Parts));
    }

    [Fact]
    public void Calls_without_ids_get_some()
    {
        var reply = OpenAI.Fold(OpenAI.Stream(OpenAI.Chunk("""{"tool_calls":[{"index":0,"id":"","function":{"name":"f","arguments":{"a":1}}}]}""", "\"tool_calls\"")) + Done).Whole;
        var call = Assert.IsType<ToolCallPart>(reply.Choices[0].Parts[0]);
        Assert.Equal((ToolCallIds.Invent("r", "f", 0), """{"a":1}"""), (call.Id, call.Arguments.ToString()));
    }

    [Fact]
    public void Older_function_call_is_a_call()
    {
        var reply = OpenAI.Fold(OpenAI.Stream(
            OpenAI.Chunk("""{"function_call":{"name":"f","arguments":""}}"""), OpenAI.Chunk("""{"function_call":{"arguments":"{}"}}"""), OpenAI.Chunk("{}", "\"function_call\"")) + Done).Whole;
        Assert.Equal("f", Assert.IsType<ToolCallPart>(reply.Choices[0].Parts[0]).Name);
        Assert.Equal(FinishReason.ToolCalls, reply.Choices[0].Finish.Reason);
    }

    [Fact]
    public void Mistral_thinking_chunks_alternate_with_text() => CodecProof.FoldEqualsUnary(
        OpenAI.Codec,
        OpenAI.Stream(
            OpenAI.Chunk("""{"role":"assistant","content":""}"""),
            OpenAI.Chunk("""{"content":[{"type":"thinking","thinking":[{"type":"text","text":"a"}]}]}"""),
            OpenAI.Chunk("""{"content":[{"type":"thinking","thinking":[{"type":"text","text":"b"}],"closed":true},{"type":"text","text":"1"}]}"""),
            OpenAI.Chunk("""{"content":"44"}""", "\"stop\"")) + Done,
        """{"id":"r","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","reasoning_content":"ab","content":"144"},"finish_reason":"stop"}]}""");

    [Fact]
    public void Message_beside_the_delta_is_not_said_twice()
    {
        var reply = OpenAI.Fold(OpenAI.Stream(
            """{"id":"r","object":"chat.completion","created":1,"model":"m","citations":["https://a"],"choices":[{"index":0,"message":{"role":"assistant","content":"po"},"delta":{"role":"assistant","content":"po"},"finish_reason":null}],"usage":{"prompt_tokens":1,"completion_tokens":1}}""",
            """{"id":"r","object":"chat.completion.done","created":1,"model":"m","citations":["https://a"],"choices":[{"index":0,"message":{"role":"assistant","content":"pong"},"delta":{"role":"assistant","content":"ng"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}""")).Whole;
        var text = Assert.IsType<TextPart>(Assert.Single(reply.Choices[0].Parts));
        Assert.Equal("pong", text.Text.ToString());
        Assert.Equal("https://a", Assert.Single(text.Citations).Url);
        Assert.Equal(2, reply.Usage.TotalOutput);
    }

    [Fact]
    public void Groq_usage_is_read_where_it_stands()
    {
        var reply = OpenAI.Fold(OpenAI.Stream(OpenAI.Chunk("""{"content":"a"}""", "\"stop\"", ""","x_groq":{"id":"q","usage":{"prompt_tokens":3,"completion_tokens":2}}""")) + Done).Whole;
        Assert.Equal((3, 2), (reply.Usage.TotalInput, reply.Usage.TotalOutput));
        Assert.False(reply.Extras!["x_groq"].IsAbsent);
    }

    [Fact]
    public void Null_counters_are_no_usage() =>
        Assert.False(OpenAI.Fold(OpenAI.Stream(OpenAI.Chunk("""{"content":"a"}""", "\"stop\"", ""","usage":{"prompt_tokens":null,"completion_tokens":null,"total_tokens":null}""")) + Done).Whole.Usage.IsKnown);

    [Fact]
    public void Unknown_members_keep_their_place()
    {
        var choice = OpenAI.Fold(OpenAI.Stream(
            """{"id":"r","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"a","channel":"final"},"finish_reason":null,"native_finish_reason":null}]}""",
            """{"id":"r","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop","native_finish_reason":"completed"}]}""") + Done).Whole.Choices[0];
        Assert.Equal("\"completed\"", choice.Extras!["native_finish_reason"].ToString());
        Assert.Equal("\"final\"", choice.MessageExtras!["channel"].ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("data: [DONE]\n\n")]
    public void Stream_without_an_answer_is_a_fault(string stream) => Assert.Equal(FaultKind.MalformedReply, OpenAI.Fold(stream).Fault!.Kind);

    [Fact]
    public void Early_end_is_a_fault() => Assert.Equal(
        (FaultKind.MalformedReply, FaultSource.Provider),
        (OpenAI.Fold(OpenAI.Stream(OpenAI.Chunk("""{"content":"a"}"""))).Fault!.Kind, OpenAI.Fold(OpenAI.Stream(OpenAI.Chunk("""{"content":"a"}"""))).Fault!.Source));

    [Fact]
    public void End_after_the_reason_alone_is_complete_only_where_nothing_else_comes()
    {
        var stream = OpenAI.Stream(OpenAI.Chunk("""{"content":"a"}""", "\"stop\""));
        Assert.NotNull(OpenAI.Fold(stream).Fault);
        Assert.Null(OpenAI.Fold(stream, new WireProfile { EndsWithoutDone = true }).Fault);
    }

    [Fact]
    public void End_after_the_usage_is_complete() => Assert.Null(OpenAI.Fold(OpenAI.Stream(OpenAI.Chunk("""{"content":"a"}""", "\"stop\""), UsageChunk)).Fault);

    [Theory]
    [InlineData("event: error\ndata: {\"error\":{\"message\":\"x\",\"type\":\"invalid_request_error\",\"code\":\"tool_use_failed\",\"status_code\":400}}\n\n", FaultKind.InvalidRequest)]
    [InlineData("data: {\"error\":{\"message\":\"x\",\"code\":502}}\n\n", FaultKind.Upstream)]
    [InlineData("data: {\"error\":{\"message\":\"x\",\"code\":429}}\n\n", FaultKind.RateLimit)]
    [InlineData("error: {\"code\":500,\"message\":\"x\",\"type\":\"server_error\"}\n\n", FaultKind.Upstream)]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{},\"error\":{\"code\":503,\"message\":\"x\"},\"finish_reason\":\"error\"}]}\n\n", FaultKind.Overloaded)]
    public void Error_within_the_stream_is_a_fault(string frame, FaultKind kind)
    {
        var folded = OpenAI.Fold(OpenAI.Stream(OpenAI.Chunk("""{"content":"a"}""")) + frame + Done);
        Assert.Equal((kind, "x", FaultSource.Provider), (folded.Fault!.Kind, folded.Fault.Message, folded.Fault.Source));
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{\"choices\":[")]
    [InlineData("[1]")]
    public void Garbage_cannot_be_read(string payload)
    {
        var bytes = Encoding.UTF8.GetBytes(payload);
        Assert.Throws<WireFormatException>(() => OpenAI.Codec.OpenDecoder(WireProfile.Default).Decode(new WireFrame(default, bytes, bytes), []));
    }
}
