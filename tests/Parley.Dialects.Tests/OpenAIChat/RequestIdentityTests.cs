using Parley.TestKit;

namespace Parley.Dialects.Tests.OpenAIChat;

/// <summary>What a caller of the dialect says reaches an upstream of the dialect as it was said.</summary>
public sealed class RequestIdentityTests
{
    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"developer","content":"Be brief"},{"role":"system","name":"ops","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},{"role":"user","content":""}]}""")]
    [InlineData("""{"model":"m","messages":[],"max_tokens":5,"stop":"x","stream":false}""")]
    [InlineData("""{"model":"m","messages":[],"max_tokens":-1}""")]
    [InlineData("""{"model":"gpt-4o","messages":[],"max_completion_tokens":5,"stop":["x","y"],"n":2,"seed":7,"logprobs":true,"top_logprobs":3,"logit_bias":{"5":-100}}""")]
    [InlineData("""{"model":"m","messages":[],"max_completion_tokens":-1}""")]
    [InlineData("""{"model":"m","messages":[],"temperature":0.5,"top_p":1,"top_k":40,"min_p":0.1,"repetition_penalty":1.1,"frequency_penalty":0.25,"presence_penalty":-0.5}""")]
    [InlineData("""{"model":"m","messages":[],"user":"u","safety_identifier":"s","prompt_cache_key":"k","metadata":{"a":"b"},"service_tier":"flex","store":true,"verbosity":"low"}""")]
    [InlineData("""{"model":"m","messages":[],"safety_identifier":"s","modalities":["text","audio"],"audio":{"voice":"alloy","format":"wav"},"prediction":{"type":"content","content":"x"},"web_search_options":{}}""")]
    [InlineData("""{"model":"m","messages":[],"reasoning_effort":"high"}""")]
    [InlineData("""{"model":"m","messages":[],"reasoning":{"effort":"low","max_tokens":100,"exclude":true,"enabled":true,"summary":"auto"}}""")]
    [InlineData("""{"model":"m","messages":[],"reasoning_effort":"low","thinking":{"type":"enabled","budget_tokens":9,"clear_thinking":false}}""")]
    [InlineData("""{"model":"m","messages":[],"thinking":true,"random_seed":4,"safe_prompt":true}""")]
    [InlineData("""{"model":"m","messages":[],"response_format":{"type":"json_object"}}""")]
    [InlineData("""{"model":"m","messages":[],"response_format":{"type":"json_schema","json_schema":{"name":"n","description":"","strict":true,"schema":{"type":"object"},"x":1},"y":2}}""")]
    [InlineData("""{"model":"m","messages":[],"response_format":{"type":"json_schema","json_schema":{"type":"object","properties":{}}}}""")]
    [InlineData("""{"model":"m","messages":[],"response_format":{"type":"grammar","grammar":"root ::= x"}}""")]
    [InlineData("""{"model":"m","messages":[],"stream":true,"stream_options":{"include_usage":true,"include_obfuscation":false}}""")]
    public void Request_read_and_written_again_is_the_same(string body) => CodecProof.RequestIdentity(OpenAI.Codec, OpenAI.Request(body));

    [Theory]
    [InlineData("""{"type":"function","function":{"name":"f"}}""")]
    [InlineData("""{"type":"function","function":{"name":"f","description":"","parameters":{"type":"object"},"strict":true,"x":1},"cache_control":{"type":"ephemeral","ttl":"1h"},"y":2}""")]
    [InlineData("""{"type":"custom","custom":{"name":"calc","format":{"type":"grammar","grammar":{"syntax":"lark","definition":"start: INT"}}}}""")]
    [InlineData("""{"type":"openrouter:web_search","parameters":{"max_uses":1}}""")]
    public void Tool_read_and_written_again_is_the_same(string tool) =>
        CodecProof.RequestIdentity(OpenAI.Codec, OpenAI.Request($$"""{"model":"m","messages":[],"tools":[{{tool}}],"parallel_tool_calls":false}"""));

    [Theory]
    [InlineData("\"auto\"")]
    [InlineData("\"none\"")]
    [InlineData("\"required\"")]
    [InlineData("\"any\"")]
    [InlineData("""{"type":"function","function":{"name":"f"}}""")]
    [InlineData("""{"type":"tool","name":"f"}""")]
    [InlineData("""{"type":"custom","custom":{"name":"calc"}}""")]
    [InlineData("""{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"f"}}]}}""")]
    public void Tool_choice_read_and_written_again_is_the_same(string choice) =>
        CodecProof.RequestIdentity(OpenAI.Codec, OpenAI.Request($$$"""{"model":"m","messages":[],"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{{{choice}}}}"""));

    [Theory]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}},{"type":"image_url","image_url":{"url":"https://x/y.png","detail":"low"}}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","x":1},"y":2}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"image_url","image_url":"https://x/y.png"},{"type":"video_url","video_url":{"url":"data:video/mp4;base64,AAAA"}}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AAAA","format":"mp3"}},{"type":"input_audio","input_audio":"AAAA"}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"file","file":{"file_data":"data:application/pdf;base64,AAAA","filename":"a.pdf"}},{"type":"file","file":{"file_id":"file-1"}}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"document_url","document_url":"https://x/y.pdf","document_name":"y"},{"type":"new_kind","value":[1,{"a":2}]}]}""")]
    [InlineData("""{"role":"user","content":"a","name":"bob","cache_control":{"type":"ephemeral"},"x":1}""")]
    [InlineData("""{"role":"assistant","content":"a","reasoning_content":"b","refusal":null}""")]
    [InlineData("""{"role":"assistant","content":"","reasoning":"b","reasoning_details":[{"type":"reasoning.encrypted","data":"x"}]}""")]
    [InlineData("""{"role":"assistant","content":"a","reasoning_content":""}""")]
    [InlineData("""{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"a"},{"type":"text","text":"b"}],"closed":true},{"type":"text","text":"c"}],"prefix":false}""")]
    [InlineData("""{"role":"assistant","content":null,"refusal":"no"}""")]
    [InlineData("""{"role":"assistant","content":[{"type":"text","text":"a"},{"type":"refusal","refusal":"no"}],"audio":{"id":"a1"}}""")]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\": 1}"},"index":0,"extra_content":{"google":{"thought_signature":"s"}}}]}""")]
    [InlineData("""{"role":"assistant","content":"","tool_calls":[{"id":"c1","type":"custom","custom":{"name":"calc","input":"4 + 4"}}]}""")]
    [InlineData("""{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}}""")]
    [InlineData("""{"role":"tool","tool_call_id":"c1","name":"f","content":"done"}""")]
    [InlineData("""{"role":"tool","tool_call_id":"c1","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"https://x/y.png"}}]}""")]
    [InlineData("""{"role":"function","name":"f","content":"done"}""")]
    public void Message_read_and_written_again_is_the_same(string message) =>
        CodecProof.RequestIdentity(OpenAI.Codec, OpenAI.Request($$"""{"model":"m","messages":[{{message}}]}"""));

    [Fact]
    public void Older_functions_stay_functions() => CodecProof.RequestIdentity(OpenAI.Codec, OpenAI.Request("""
        {"model":"gpt-4","messages":[],"functions":[{"name":"f","description":"d","parameters":{"type":"object"}}],"function_call":{"name":"f"}}
        """));

    [Fact]
    public void Request_written_twice_gives_the_same_bytes()
    {
        var request = OpenAI.Read("""{"model":"m","messages":[{"role":"user","content":"Hi"}],"temperature":0.1,"zzz":1,"aaa":2}""");
        Assert.Equal(OpenAI.Write(request).Text, OpenAI.Write(request).Text);
    }
}
