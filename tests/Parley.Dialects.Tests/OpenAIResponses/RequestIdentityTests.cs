using Parley.TestKit;

namespace Parley.Dialects.Tests.OpenAIResponses;

/// <summary>What a caller of the dialect says reaches an upstream of the dialect as it was said.</summary>
public sealed class RequestIdentityTests
{
    [Theory]
    [InlineData("""{"model":"m","input":"Hi"}""")]
    [InlineData("""{"model":"m","input":[{"role":"user","content":"Hi"}],"stream":false,"tools":[]}""")]
    [InlineData("""{"model":"m","instructions":"Be brief.","input":"Hi","max_output_tokens":5,"temperature":0.5,"top_p":1,"top_logprobs":3,"stream":true,"stream_options":{"include_obfuscation":false}}""")]
    [InlineData("""{"model":"m","instructions":"","input":"Hi"}""")]
    [InlineData("""{"model":"m","input":"Hi","include":["reasoning.encrypted_content","message.output_text.logprobs"],"store":false,"truncation":"auto","background":true,"previous_response_id":"resp_0","max_tool_calls":3}""")]
    [InlineData("""{"model":"m","input":"Hi","include":["message.output_text.logprobs"],"truncation":"disabled","background":false,"conversation":{"id":"conv_1"}}""")]
    [InlineData("""{"model":"m","input":"Hi","user":"u","safety_identifier":"s","prompt_cache_key":"k","prompt_cache_retention":"24h","metadata":{"a":"b"},"service_tier":"flex"}""")]
    [InlineData("""{"model":"m","input":"Hi","reasoning":{"effort":"high","summary":"auto","context":"current_turn"}}""")]
    [InlineData("""{"model":"m","input":"Hi","reasoning":{}}""")]
    [InlineData("""{"model":"m","input":"Hi","text":{"verbosity":"low"}}""")]
    [InlineData("""{"model":"m","input":"Hi","text":{"format":{"type":"json_object"}}}""")]
    [InlineData("""{"model":"m","input":"Hi","text":{"format":{"type":"json_schema","name":"n","description":"","strict":true,"schema":{"type":"object"},"x":1},"verbosity":"high"}}""")]
    [InlineData("""{"model":"m","input":"Hi","text":{"format":{"type":"grammar","syntax":"lark","definition":"start: INT"}}}""")]
    [InlineData("""{"model":"m","prompt":{"id":"pmpt_1","variables":{"a":"b"}}}""")]
    public void Request_read_and_written_again_is_the_same(string body) => CodecProof.RequestIdentity(Responses.Codec, Responses.Request(body));

    [Theory]
    [InlineData("""{"role":"user","content":"Hi"}""")]
    [InlineData("""{"role":"developer","content":[{"type":"input_text","text":"a"},{"type":"input_text","text":"b","x":1}]}""")]
    [InlineData("""{"type":"message","role":"user","id":"msg_1","status":"completed","content":[{"type":"input_image","image_url":"https://x/y.png","detail":"low"},{"type":"input_image","image_url":"data:image/png;base64,AAAA"},{"type":"input_image","file_id":"file-1","detail":"auto"}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"input_file","file_data":"data:application/pdf;base64,AAAA","filename":"a.pdf"},{"type":"input_file","file_id":"file-1"},{"type":"input_file","file_url":"https://x/y.pdf"},{"type":"input_file","file_data":"AAAA"}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AAAA","format":"mp3"}}]}""")]
    [InlineData("""{"role":"user","content":""}""")]
    [InlineData("""{"role":"assistant","content":"a"},{"role":"assistant","content":"b"}""")]
    [InlineData("""{"type":"message","role":"assistant","id":"msg_1","status":"completed","phase":"commentary","content":[{"type":"output_text","text":"a","annotations":[],"logprobs":[]},{"type":"refusal","refusal":"no"}]},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"b"}]}""")]
    [InlineData("""{"type":"message","role":"assistant","id":"msg_1","content":[]}""")]
    [InlineData("""{"type":"message","role":"assistant","content":[{"type":"output_text","text":"a","annotations":[{"type":"url_citation","url":"https://x","title":"X","start_index":0,"end_index":1}]}]}""")]
    [InlineData("""{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"a"},{"type":"summary_text","text":"b"}],"encrypted_content":"gAAA\u002b="}""")]
    [InlineData("""{"type":"reasoning","summary":[],"content":[{"type":"reasoning_text","text":"a"}],"status":"completed","format":"x"}""")]
    [InlineData("""{"type":"function_call","id":"fc_1","call_id":"call_1","name":"f","arguments":"{\"a\": 1}","status":"completed","namespace":"n"},{"type":"function_call_output","call_id":"call_1","output":"done"}""")]
    [InlineData("""{"type":"function_call","call_id":"call_1","name":"f","arguments":"{}"},{"type":"function_call_output","id":"fco_1","call_id":"call_1","status":"completed","output":[{"type":"input_text","text":"a"},{"type":"input_image","image_url":"data:image/png;base64,AAAA"}]}""")]
    [InlineData("""{"type":"custom_tool_call","id":"ctc_1","call_id":"call_1","name":"patch","input":"*** Begin"},{"type":"custom_tool_call_output","call_id":"call_1","output":"done"}""")]
    [InlineData("""{"type":"item_reference","id":"msg_0"},{"id":"msg_1"},{"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search","query":"q"}}""")]
    public void Items_read_and_written_again_are_the_same(string items) => CodecProof.RequestIdentity(Responses.Codec, Responses.Request($$"""{"model":"m","input":[{{items}}]}"""));

    [Theory]
    [InlineData("""{"type":"function","name":"f","parameters":{"type":"object"},"strict":true,"description":"","defer_loading":true}""")]
    [InlineData("""{"type":"function","name":"f","parameters":null,"strict":null}""")]
    [InlineData("""{"type":"custom","name":"patch","description":"d","format":{"type":"grammar","syntax":"lark","definition":"start: INT"}}""")]
    [InlineData("""{"type":"web_search","filters":{"allowed_domains":["x"]}},{"type":"file_search","vector_store_ids":["v"]},{"type":"code_interpreter","container":{"type":"auto"}}""")]
    [InlineData("""{"type":"mcp","server_label":"s","server_url":"https://x","require_approval":"never"},{"type":"image_generation"},{"type":"local_shell"}""")]
    public void Tools_read_and_written_again_are_the_same(string tools) =>
        CodecProof.RequestIdentity(Responses.Codec, Responses.Request($$"""{"model":"m","input":"Hi","tools":[{{tools}}],"parallel_tool_calls":false}"""));

    [Theory]
    [InlineData("\"auto\"")]
    [InlineData("\"none\"")]
    [InlineData("\"required\"")]
    [InlineData("""{"type":"function","name":"f"}""")]
    [InlineData("""{"type":"custom","name":"patch"}""")]
    [InlineData("""{"type":"web_search_preview"}""")]
    [InlineData("""{"type":"mcp","server_label":"s","name":"t"}""")]
    [InlineData("""{"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"f"}]}""")]
    public void Tool_choice_read_and_written_again_is_the_same(string choice) =>
        CodecProof.RequestIdentity(Responses.Codec, Responses.Request($$$"""{"model":"m","input":"Hi","tools":[{"type":"function","name":"f","parameters":{}}],"tool_choice":{{{choice}}}}"""));

    [Fact]
    public void Encrypted_thought_goes_back_byte_for_byte()
    {
        var written = Responses.Write(Responses.Read("""{"model":"m","input":[{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"g\u0041A\/+"}]}"""));
        Assert.Contains("\"encrypted_content\":\"g\\u0041A\\/+\"", written.Text, StringComparison.Ordinal);
    }
}
