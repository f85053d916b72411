using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.OpenAIResponses;

public sealed class DecoderTests
{
    private const string Everything = """
        {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Look"},{"type":"summary_text","text":"it up"}],"encrypted_content":"gAAA"},
        {"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search"}},
        {"type":"message","id":"msg_1","status":"completed","role":"assistant","phase":"commentary","content":[{"type":"output_text","text":"I look.","annotations":[{"type":"url_citation","url":"https://x","title":"X","start_index":0,"end_index":2}],"logprobs":[]}]},
        {"type":"function_call","id":"fc_1","status":"completed","call_id":"call_1","name":"f","arguments":"{\"a\":1}","namespace":"n"},
        {"type":"custom_tool_call","id":"ctc_1","status":"completed","call_id":"call_2","name":"patch","input":"*** x"}
        """;

    private static readonly string[] Pieces =
    [
        Responses.Created,
        """{"type":"response.output_item.added","output_index":0,"item":{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gA"}}""",
        """{"type":"response.reasoning_summary_part.added","item_id":"rs_1","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":""}}""",
        """{"type":"response.reasoning_summary_text.delta","item_id":"rs_1","output_index":0,"summary_index":0,"delta":"Lo"}""",
        """{"type":"response.reasoning_summary_text.delta","item_id":"rs_1","output_index":0,"summary_index":0,"delta":"ok"}""",
        """{"type":"response.reasoning_summary_text.delta","item_id":"rs_1","output_index":0,"summary_index":1,"delta":"it up"}""",
        """{"type":"response.output_item.done","output_index":0,"item":{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Look"},{"type":"summary_text","text":"it up"}],"encrypted_content":"gAAA"}}""",
        """{"type":"response.output_item.added","output_index":1,"item":{"type":"web_search_call","id":"ws_1","status":"in_progress"}}""",
        """{"type":"response.web_search_call.searching","output_index":1,"item_id":"ws_1"}""",
        """{"type":"response.output_item.done","output_index":1,"item":{"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search"}}}""",
        """{"type":"response.output_item.added","output_index":2,"item":{"type":"message","id":"msg_1","status":"in_progress","role":"assistant","phase":"commentary","content":[]}}""",
        """{"type":"response.content_part.added","item_id":"msg_1","output_index":2,"content_index":0,"part":{"type":"output_text","text":"","annotations":[],"logprobs":[]}}""",
        """{"type":"response.output_text.delta","item_id":"msg_1","output_index":2,"content_index":0,"delta":"I ","logprobs":[],"obfuscation":"xx"}""",
        """{"type":"response.output_text.delta","item_id":"msg_1","output_index":2,"content_index":0,"delta":"look.","logprobs":[]}""",
        """{"type":"response.output_text.annotation.added","item_id":"msg_1","output_index":2,"content_index":0,"annotation_index":0,"annotation":{"type":"url_citation","url":"https://x","title":"X","start_index":0,"end_index":2}}""",
        """{"type":"keepalive"}""",
        """{"type":"response.output_item.added","output_index":3,"item":{"type":"function_call","id":"fc_1","status":"in_progress","call_id":"call_1","name":"f","arguments":"","namespace":"n"}}""",
        """{"type":"response.output_item.added","output_index":4,"item":{"type":"custom_tool_call","id":"ctc_1","status":"in_progress","call_id":"call_2","name":"patch","input":""}}""",
        """{"type":"response.custom_tool_call_input.delta","item_id":"ctc_1","output_index":4,"delta":"*** x"}""",
        """{"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":3,"delta":"{\"a\""}""",
        """{"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":3,"delta":":1}"}""",
        Responses.Event("response.completed", Responses.Reply(Everything)),
    ];

    [Fact]
    public void Folded_stream_is_the_whole_reply() => CodecProof.FoldEqualsUnary(Responses.Codec, Responses.Stream(Pieces), Responses.Reply(Everything));

    [Fact]
    public void Increments_stay_increments()
    {
        var texts = new List<string>();
        StreamFold.Events(Responses.Codec, System.Text.Encoding.UTF8.GetBytes(Responses.Stream(Pieces)), StreamFraming.ServerSentEvents, (in ChatEvent chatEvent) =>
        {
            if (chatEvent.Kind is ChatEventKind.Text or ChatEventKind.ToolCallArguments)
                texts.Add(chatEvent.Text.ToString());
        });
        Assert.Equal(["I ", "look.", "*** x", "{\"a\"", ":1}"], texts);
    }

    [Fact]
    public void Items_that_come_whole_are_read_when_they_are_done()
    {
        string[] whole = [Responses.Created, Responses.Event("response.completed", Responses.Reply(Everything))];
        CodecProof.FoldEqualsUnary(Responses.Codec, Responses.Stream(whole), Responses.Reply(Everything));
    }

    [Fact]
    public void Names_of_events_and_the_end_mark_of_chat_may_be_there_or_not()
    {
        var stream = ": PROCESSING\n\n" + string.Concat(Pieces.Select(static data => $"data: {data}\n\n")) + "data: [DONE]\n\n";
        CodecProof.FoldEqualsUnary(Responses.Codec, stream, Responses.Reply(Everything));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(21)]
    public void Early_end_is_a_fault(int count)
    {
        var fault = Responses.Fold(Responses.Stream(Pieces.Take(count))).Fault;
        Assert.Equal((FaultKind.MalformedReply, FaultSource.Provider), (fault?.Kind, fault?.Source));
    }

    [Theory]
    [InlineData("""{"type":"error","code":"rate_limit_exceeded","message":"Slow down","param":null,"sequence_number":3}""", FaultKind.RateLimit, "Slow down")]
    [InlineData("""{"type":"error","error":{"type":"invalid_request_error","code":"context_length_exceeded","message":"Too long","param":"input"}}""", FaultKind.ContextLength, "Too long")]
    [InlineData("""{"type":"response.failed","response":{"id":"resp_1","status":"failed","error":{"code":"server_error","message":"Broken"},"usage":{"input_tokens":9,"output_tokens":1}}}""", FaultKind.Upstream, "Broken")]
    [InlineData("""{"type":"odd","error":{"message":"Broken"}}""", FaultKind.Upstream, "Broken")]
    public void Error_in_the_stream_is_a_fault(string data, FaultKind kind, string message)
    {
        var folded = Responses.Fold(Responses.Stream(Responses.Created, data));
        Assert.Equal((kind, message), (folded.Fault!.Kind, folded.Fault.Message));
    }

    [Fact]
    public void Incomplete_response_is_an_end()
    {
        var folded = Responses.Fold(Responses.Stream(Responses.Created, Responses.Event("response.incomplete", Responses.Reply("""{"type":"reasoning","id":"rs_1","summary":[]}""", "incomplete", """{"reason":"max_output_tokens"}"""))));
        Assert.Null(folded.Fault);
        Assert.Equal(FinishReason.Length, folded.Reply.Choices[0].Finish.Reason);
    }
}
