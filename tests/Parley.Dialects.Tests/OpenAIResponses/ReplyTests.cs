using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.OpenAIResponses;

public sealed class ReplyTests
{
    [Theory]
    [InlineData("""{"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hi","annotations":[],"logprobs":[]}]}""")]
    [InlineData("""{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gAAA"},{"type":"message","id":"msg_1","status":"completed","role":"assistant","phase":"final_answer","content":[{"type":"refusal","refusal":"No."}]}""")]
    [InlineData("""{"type":"reasoning","id":"rs_1","status":"completed","summary":[],"content":[{"type":"reasoning_text","text":"a"},{"type":"reasoning_text","text":"b"}]},{"type":"function_call","id":"fc_1","status":"completed","call_id":"call_1","name":"f","arguments":"{\"a\":1}"}""")]
    [InlineData("""{"type":"custom_tool_call","id":"ctc_1","status":"completed","call_id":"call_1","name":"patch","input":"*** Begin"}""")]
    [InlineData("""{"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search","query":"q"}},{"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hi","annotations":[{"type":"url_citation","start_index":0,"end_index":2,"url":"https://x","title":"X"},{"type":"file_citation","file_id":"f","filename":"a.txt","index":1}],"logprobs":[{"token":"Hi","logprob":-0.1,"bytes":[72,105],"top_logprobs":[]}]}]}""")]
    [InlineData("""{"type":"image_generation_call","id":"ig_1","status":"completed","result":"AAAA","output_format":"webp"}""")]
    [InlineData("""{"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"a","annotations":[],"logprobs":[]}]},{"type":"message","id":"msg_2","status":"completed","role":"assistant","content":[]}""")]
    [InlineData("")]
    public void Reply_read_and_written_again_is_the_same(string output) => CodecProof.ReplyIdentity(Responses.Codec, CodecProof.Reply(Responses.Reply(output)));

    [Theory]
    [InlineData("completed", "null", FinishReason.Stop)]
    [InlineData("incomplete", "{\"reason\":\"max_output_tokens\"}", FinishReason.Length)]
    [InlineData("incomplete", "{\"reason\":\"content_filter\"}", FinishReason.ContentFilter)]
    [InlineData("cancelled", "null", FinishReason.Other)]
    public void Ending_is_read_and_written_again(string status, string details, FinishReason reason)
    {
        const string Text = """{"type":"message","id":"msg_1","status":"incomplete","role":"assistant","content":[{"type":"output_text","text":"Hi","annotations":[],"logprobs":[]}]}""";
        Assert.Equal(reason, Responses.ReadChoice(Text, status, details).Finish.Reason);
        CodecProof.ReplyIdentity(Responses.Codec, CodecProof.Reply(Responses.Reply(Text, status, details)));
    }

    [Fact]
    public void Answer_with_a_call_waits_for_it() =>
        Assert.Equal(FinishReason.ToolCalls, Responses.ReadChoice("""{"type":"function_call","id":"fc_1","call_id":"call_1","name":"f","arguments":"{}"}""").Finish.Reason);

    [Fact]
    public void Usage_is_read_into_disjoint_buckets()
    {
        var usage = Responses.ReadReply(Responses.Reply("")).Usage;
        Assert.Equal((7, 2, 5, 1, 15), (usage.Input.Tokens, usage.CacheRead.Tokens, usage.Output.Tokens, usage.Reasoning.Tokens, usage.ProviderTotal));
        Assert.Equal(9, Responses.Codec.ReadUsage(CodecProof.Reply(Responses.Reply(""))).TotalInput);
    }

    [Fact]
    public void Reply_of_another_dialect_has_all_members_and_repeats_the_request()
    {
        var asked = Responses.Codec.Peek(Responses.Request("""{"model":"m","input":"Hi","instructions":"Be brief.","temperature":0.5,"store":true,"tools":[{"type":"function","name":"f","parameters":{}}],"text":null}""")).StreamOptions
            with
        { ReplyId = "req_9", Created = 5, Model = "m" };
        var reply = new ChatReply
        {
            Id = "chatcmpl-1",
            Model = "other",
            Choices = [new Choice(0, [new ReasoningPart("Hm"), new TextPart("Hi"), new TextPart(" there"), new ToolCallPart("c1", "f", ToolArguments.FromText(default))], new Finish(FinishReason.ToolCalls))],
            Usage = new Usage { Input = TokenCount.Exact(7), Output = TokenCount.Exact(3) },
            Dialect = "openai-chat",
        };
        Responses.Same("""
            {"id":"resp_req_9","object":"response","created_at":5,"status":"completed","error":null,"incomplete_details":null,"model":"other","background":false,"instructions":"Be brief.","max_output_tokens":null,"max_tool_calls":null,
            "metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"prompt_cache_key":null,"reasoning":{"effort":null,"summary":null},"safety_identifier":null,"store":false,"temperature":0.5,"text":{"format":{"type":"text"}},
            "tool_choice":"auto","tools":[{"type":"function","name":"f","parameters":{}}],"top_logprobs":0,"top_p":1,"truncation":"disabled","user":null,"output":[
            {"type":"reasoning","id":"rs_req_9_0","summary":[{"type":"summary_text","text":"Hm"}]},
            {"type":"message","id":"msg_req_9_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hi","annotations":[],"logprobs":[]},{"type":"output_text","text":" there","annotations":[],"logprobs":[]}]},
            {"type":"function_call","id":"fc_req_9_2","status":"completed","call_id":"c1","name":"f","arguments":"{}"}],
            "usage":{"input_tokens":7,"input_tokens_details":{"cached_tokens":0},"output_tokens":3,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":10}}
            """, CodecProof.WriteReply(Responses.Codec, reply, asked).Text);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("<html>", true)]
    [InlineData("""{"error":{"message":"x"}}""", true)]
    [InlineData("""{"id":"r","output":[],"status":"failed","error":{"code":"server_error","message":"x"}}""", true)]
    [InlineData("""{"id":"r","output":[],"error":null}""", false)]
    public void Error_under_status_200_is_seen(string body, bool isFault) => Assert.Equal(isFault, Responses.Codec.IsFault(CodecProof.Reply(body)));

    [Fact]
    public void Reply_without_output_is_none() => Assert.Throws<WireFormatException>(() => Responses.ReadReply("""{"id":"r"}"""));
}
