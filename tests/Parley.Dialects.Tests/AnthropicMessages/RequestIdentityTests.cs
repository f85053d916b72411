using Parley.TestKit;

namespace Parley.Dialects.Tests.AnthropicMessages;

/// <summary>Whatever a client of the dialect says reaches an upstream of the dialect as it was said.</summary>
public sealed class RequestIdentityTests
{
    [Theory]
    [InlineData("""{"model":"m","max_tokens":5,"system":"Be brief.","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("""{"model":"m","max_tokens":5,"system":[{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"text","text":"b"}],"messages":[]}""")]
    [InlineData("""{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"},{"role":"system","content":[{"type":"text","text":"c"}]},{"role":"assistant","content":[]}]}""")]
    [InlineData("""{"model":"m","max_tokens":5,"messages":[{"role":"user","content":[{"type":"text","text":""},{"type":"text","text":"x","cache_control":{"type":"persistent"},"citations":[{"type":"char_location","cited_text":"q"}],"new":1}]}]}""")]
    [InlineData("""{"model":"m","max_tokens":0,"top_p":-1,"top_k":-1,"messages":[]}""")]
    [InlineData("""{"model":"m","max_tokens":5,"stream":false,"tools":[],"temperature":0.25,"top_p":0.5,"top_k":3,"stop_sequences":["\n"," "],"messages":[]}""")]
    [InlineData("""{"model":"m","max_tokens":5,"stream":true,"cache_control":{"type":"ephemeral"},"container":"c","mcp_servers":[{"url":"u"}],"context_management":{"edits":[]},"inference_geo":"eu","messages":[]}""")]
    [InlineData("""{"model":"m","max_tokens":5,"metadata":{"user_id":"u"},"service_tier":"standard_only","messages":[]}""")]
    [InlineData("""{"model":"m","max_tokens":5,"metadata":{"user_id":"u","team":"t"},"messages":[]}""")]
    [InlineData("""{"model":"m","max_tokens":5,"metadata":{},"output_config":{},"messages":[]}""")]
    public void Request_of_the_dialect_is_written_as_it_was_read(string body) => CodecProof.RequestIdentity(Room.Codec, Room.Request(body));

    [Theory]
    [InlineData("""{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}""")]
    [InlineData("""{"type":"image","source":{"type":"url","url":"https://x/y.png"},"cache_control":{"type":"ephemeral"}}""")]
    [InlineData("""{"type":"image","source":{"type":"file","file_id":"file_1"}}""")]
    [InlineData("""{"type":"image","source":{"type":"satellite","orbit":7}}""")]
    [InlineData("""{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBE"},"title":"T","context":"C","citations":{"enabled":true}}""")]
    [InlineData("""{"type":"document","source":{"type":"text","media_type":"text/plain","data":"a\nb"},"citations":{"enabled":false}}""")]
    [InlineData("""{"type":"document","source":{"type":"content","content":[{"type":"text","text":"a"},{"type":"image","source":{"type":"url","url":"u"}}]}}""")]
    [InlineData("""{"type":"document","source":{"type":"url","url":"https://x/y.pdf","etag":"e"}}""")]
    [InlineData("""{"type":"search_result","source":"s","title":"t","content":[{"type":"text","text":"x"}]}""")]
    [InlineData("""{"type":"container_upload","file_id":"f"}""")]
    [InlineData("""{"type":"tool_result","tool_use_id":"toolu_1"}""")]
    [InlineData("""{"type":"tool_result","tool_use_id":"toolu_1","content":"","is_error":false}""")]
    [InlineData("""{"type":"tool_result","tool_use_id":"toolu_1","is_error":true,"cache_control":{"type":"ephemeral"},"content":[{"type":"text","text":"x"},{"type":"tool_reference","tool_name":"t"},{"type":"search_result","source":"s","title":"t","content":[]},{"type":"document","source":{"type":"text","media_type":"text/plain","data":"d"}}]}""")]
    public void Block_of_a_user_is_written_as_it_was_read(string block) =>
        CodecProof.RequestIdentity(Room.Codec, Room.Request($$"""{"model":"m","max_tokens":5,"messages":[{"role":"user","content":[{{block}}],"note":1}]}"""));

    [Theory]
    [InlineData("""{"type":"thinking","thinking":"hm","signature":"c2ln"}""")]
    [InlineData("""{"type":"thinking","thinking":"","signature":"c2ln"}""")]
    [InlineData("""{"type":"redacted_thinking","data":"ZGF0YQ=="}""")]
    [InlineData("""{"type":"tool_use","id":"toolu_1","name":"f","input":{"a":[1,2.50,{"b":null}]},"caller":{"type":"direct"},"cache_control":{"type":"ephemeral","ttl":"5m"}}""")]
    [InlineData("""{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"q"}}""")]
    [InlineData("""{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","url":"u","title":"t","encrypted_content":"e","page_age":null}]}""")]
    [InlineData("""{"type":"mcp_tool_use","id":"mcptoolu_1","name":"n","server_name":"s","input":{}}""")]
    [InlineData("""{"type":"compaction","content":"so far"}""")]
    public void Block_of_the_model_is_written_as_it_was_read(string block) =>
        CodecProof.RequestIdentity(Room.Codec, Room.Request($$"""{"model":"m","max_tokens":5,"messages":[{"role":"assistant","content":[{{block}},{"type":"text","text":"x"}]}]}"""));

    [Fact]
    public void Tool_results_and_text_of_one_message_stay_one_message() => CodecProof.RequestIdentity(Room.Codec, Room.Request("""
        {"model":"m","max_tokens":5,"messages":[
          {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"1"},{"type":"tool_result","tool_use_id":"b","content":"2"},{"type":"text","text":"go on"}],"x":1},
          {"role":"user","content":"and on"}]}
        """));

    [Theory]
    [InlineData("""{"type":"enabled","budget_tokens":2000}""")]
    [InlineData("""{"type":"enabled","budget_tokens":2000,"display":"omitted"}""")]
    [InlineData("""{"type":"disabled"}""")]
    [InlineData("""{"type":"adaptive","display":"summarized","depth":3}""")]
    [InlineData("""{"type":"adaptive","display":"dreamlike"}""")]
    public void Thinking_is_written_as_it_was_read(string thinking) =>
        CodecProof.RequestIdentity(Room.Codec, Room.Request($$"""{"model":"claude-opus-4-6","max_tokens":4000,"temperature":1,"thinking":{{thinking}},"messages":[]}"""));

    [Theory]
    [InlineData("""{"effort":"low"}""")]
    [InlineData("""{"effort":"max","format":{"type":"json_schema","schema":{"type":"integer","minimum":1}},"task_budget":{"tokens":9}}""")]
    [InlineData("""{"format":{"type":"json_schema","schema":{"type":"object"},"strict":true}}""")]
    public void Output_config_is_written_as_it_was_read(string config) =>
        CodecProof.RequestIdentity(Room.Codec, Room.Request($$"""{"model":"m","max_tokens":5,"output_config":{{config}},"messages":[]}"""));

    [Fact]
    public void Older_output_format_stays_at_its_place() =>
        CodecProof.RequestIdentity(Room.Codec, Room.Request("""{"model":"m","max_tokens":5,"output_format":{"type":"json_schema","schema":{"type":"object"}},"messages":[]}"""));

    [Theory]
    [InlineData("""{"name":"f","input_schema":{"type":"object"}}""")]
    [InlineData("""{"type":"custom","name":"f","description":"","input_schema":{"type":"object","oneOf":[]},"strict":false,"defer_loading":true,"cache_control":{"type":"ephemeral"}}""")]
    [InlineData("""{"type":"web_search_20250305","name":"web_search","max_uses":5,"allowed_domains":null,"cache_control":{"type":"ephemeral"}}""")]
    [InlineData("""{"mcp_server_name":"s","type":"mcp_toolset"}""")]
    public void Tool_is_written_as_it_was_read(string tool) =>
        CodecProof.RequestIdentity(Room.Codec, Room.Request($$"""{"model":"m","max_tokens":5,"tools":[{{tool}}],"messages":[]}"""));

    [Theory]
    [InlineData("""{"type":"auto"}""")]
    [InlineData("""{"type":"auto","disable_parallel_tool_use":true}""")]
    [InlineData("""{"type":"any","disable_parallel_tool_use":false}""")]
    [InlineData("""{"type":"tool","name":"f"}""")]
    [InlineData("""{"type":"none"}""")]
    [InlineData("""{"type":"some","names":["f"]}""")]
    public void Tool_choice_is_written_as_it_was_read(string choice) =>
        CodecProof.RequestIdentity(Room.Codec, Room.Request($$"""{"model":"m","max_tokens":5,"tool_choice":{{choice}},"messages":[]}"""));

    [Fact]
    public void Headers_of_the_caller_pass_and_the_version_is_always_said()
    {
        var own = CodecProof.RequestIdentity(Room.Codec, Room.Request("""{"model":"m","max_tokens":5,"messages":[]}""", new("Anthropic-Version", "2026-10-21"), new("anthropic-beta", "a,b")));
        Assert.Equal([new("anthropic-version", "2026-10-21"), new("anthropic-beta", "a,b")], own.Headers);
        Assert.Equal("messages", own.Path);
        var foreign = Room.Write(Room.Foreign(Room.User("Hi")));
        Assert.Equal([new("anthropic-version", "2023-06-01")], foreign.Headers);
    }
}
