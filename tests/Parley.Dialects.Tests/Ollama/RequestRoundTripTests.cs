using Parley.Dialects.Conversation;
using static Parley.Dialects.Tests.Ollama.OllamaWire;

namespace Parley.Dialects.Tests.Ollama;

/// <summary>What a client of Ollama sends arrives at an upstream of Ollama as it was.</summary>
public sealed class RequestRoundTripTests
{
    private static void AssertIdentity(IChatCodec codec, string body, string? expected = null)
    {
        var log = new ConversionLog();
        AssertSame(expected ?? body, codec.Write(codec.Read(body), log));
        Assert.Empty(log.Entries);
    }

    [Fact]
    public void Chat_with_every_member_is_identical() => AssertIdentity(Chat, """
        {
          "model": "qwen3:4b", "stream": false, "keep_alive": "5m", "truncate": true, "shift": false, "_debug_render_only": false, "future": {"a": [1, null]},
          "think": "high", "format": {"type": "object", "properties": {"a": {"type": "integer"}}}, "logprobs": true, "top_logprobs": 3,
          "options": {"temperature": 0, "top_p": 0.9, "top_k": 40, "min_p": 0.05, "seed": 42, "num_predict": 100, "stop": ["\n", "user:"], "repeat_penalty": 1.1,
            "presence_penalty": 1.5, "frequency_penalty": -1, "num_ctx": 4096, "num_keep": 5, "typical_p": 0.7, "use_mmap": true, "main_gpu": 0},
          "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Look.", "images": ["iVBORw0KGgoAAAA", "\/9j\/4AAQ"]},
            {"role": "assistant", "content": "", "thinking": "Hmm", "tool_calls": [
              {"id": "call_1", "function": {"index": 0, "name": "get_weather", "arguments": {"city": "Paris"}}, "type": "function"},
              {"id": "call_2", "function": {"index": 1, "name": "get_time", "arguments": {}}}]},
            {"role": "tool", "content": "20 C", "tool_name": "get_weather", "tool_call_id": "call_1", "weight": 1},
            {"role": "tool", "content": "noon", "tool_call_id": "call_2", "images": ["R0lGODlh"]},
            {"role": "user", "content": "\u00e9 says \"hi\"", "mood": "good"}
          ],
          "tools": [{"type": "function", "items": {"x": 1}, "function": {"name": "get_weather", "description": "Now", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}, "since": 2}}]
        }
        """);

    [Fact]
    public void Chat_of_the_python_client_keeps_the_members_that_say_nothing() => AssertIdentity(Chat, """
        {"model":"llama3","messages":[{"role":"user","content":"hi","images":[]},{"role":"assistant","content":"ho","tool_calls":[]}],"tools":[],"stream":false,"format":"","options":{},"keep_alive":null}
        """);

    [Fact]
    public void Chat_with_results_that_have_no_id_keeps_them_without() => AssertIdentity(Chat, """
        {"model":"m","stream":true,"messages":[{"role":"assistant","content":"","tool_calls":[{"function":{"name":"a","arguments":{}}},{"function":{"name":"b","arguments":{}}}]},
        {"role":"tool","content":"1","tool_name":"b"},{"role":"tool","content":"2"}]}
        """);

    [Fact]
    public void Chat_with_a_result_that_has_only_the_name_of_a_call_with_an_id_keeps_it_so() => AssertIdentity(Chat, """
        {"model":"m","stream":true,"messages":[{"role":"assistant","content":"","tool_calls":[{"id":"call_9","function":{"name":"a","arguments":{}}}]},{"role":"tool","content":"1","tool_name":"a"}]}
        """);

    [Fact]
    public void Chat_keeps_a_lone_surrogate_as_it_was_escaped() =>
        Assert.Contains("\"content\":\"a\\ud83d\"", Chat.Write(Chat.Read("""{"model":"m","messages":[{"role":"user","content":"a\ud83d"}]}"""), new ConversionLog()), StringComparison.Ordinal);

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    [InlineData("\"low\"")]
    [InlineData("\"max\"")]
    public void Chat_keeps_how_to_think(string think) => AssertIdentity(Chat, $$"""{"model":"m","stream":true,"messages":[],"think":{{think}}}""");

    [Theory]
    [InlineData("-1")]
    [InlineData("-2")]
    [InlineData("0")]
    public void Chat_keeps_a_limit_that_is_no_number_of_tokens(string limit) => AssertIdentity(Chat, $$$"""{"model":"m","stream":true,"messages":[],"options":{"num_predict":{{{limit}}},"stop":[]}}""");

    [Fact]
    public void Members_that_a_client_leaves_out_stay_out() => AssertIdentity(Chat, """
        {"model":"m","messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":{}}}]},{"role":"tool","tool_name":"f"},{"role":"user"}],"tools":[{"function":{"name":"f"}}]}
        """);

    [Fact]
    public void A_stream_that_was_not_said_is_said_when_it_is_switched_off() =>
        AssertSame("""{"model":"m","messages":[],"stream":false}""", Chat.Write(Chat.Read("""{"model":"m","messages":[]}""") with { Stream = false }, new ConversionLog()));

    [Fact]
    public void Chat_null_members_are_absent() =>
        AssertIdentity(Chat, """{"model":"m","messages":[{"role":"USER","content":null,"images":null,"tool_calls":null,"thinking":null}],"stream":null,"options":null,"format":null,"think":null,"tools":null,"logprobs":null}""",
            """{"model":"m","messages":[{"role":"user"}]}""");

    [Fact]
    public void Generate_with_every_member_is_identical() => AssertIdentity(Generate, """
        {"model":"codellama","prompt":"def f(","suffix":"return","system":"Be brief.","template":"{{ .Prompt }}","context":[1,2,3],"raw":true,"stream":false,"format":"json","images":["UklGRg"],
        "think":true,"keep_alive":0,"options":{"num_predict":5,"num_ctx":99},"truncate":true,"future":1}
        """);

    [Fact]
    public void Generate_of_the_python_client_keeps_the_members_that_say_nothing() => AssertIdentity(Generate, """
        {"model":"llama3","prompt":"hi","system":"","template":"","context":[],"stream":true,"raw":false,"images":[],"format":"","options":{},"keep_alive":null}
        """);

    [Theory]
    [InlineData("""{"model":"llama3","stream":true}""")]
    [InlineData("""{"model":"llama3","stream":true,"prompt":"","keep_alive":0}""")]
    public void Generate_without_a_prompt_still_only_loads_the_model(string body)
    {
        AssertIdentity(Generate, body);
        Assert.Empty(Generate.Read(body).Messages);
    }

    [Fact]
    public void The_path_is_that_of_the_operation()
    {
        var output = new Parley.Dialects.Wire.WireRequestWriter(new System.Buffers.ArrayBufferWriter<byte>());
        Chat.WriteRequest(Chat.Read("""{"model":"m"}"""), WireProfile.Default, new ConversionLog(), output);
        Assert.Equal("api/chat", output.Path);
        Generate.WriteRequest(Generate.Read("""{"model":"m"}"""), WireProfile.Default, new ConversionLog(), output);
        Assert.Equal("api/generate", output.Path);
    }

    [Fact]
    public void Defaults_that_came_in_since_take_the_place_of_empty_members()
    {
        var request = Chat.Read("""{"model":"m","messages":[],"tools":[],"format":"","options":{"num_predict":-1,"stop":[]}}""") with
        {
            MaxTokens = 7,
            StopSequences = ["x"],
            Tools = [new ToolSpec("t")],
            ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonObject),
        };
        AssertSame("""{"model":"m","messages":[],"format":"json","options":{"num_predict":7,"stop":["x"]},"tools":[{"type":"function","function":{"name":"t"}}]}""",
            Chat.Write(request, new ConversionLog()));
    }

    [Fact]
    public void Members_of_generate_that_a_chat_does_not_have_are_recorded()
    {
        var log = new ConversionLog();
        var request = Generate.Read("""{"model":"m","prompt":"a","suffix":"b","raw":true,"context":[1],"template":"","stream":false}""");
        AssertSame("""{"model":"m","messages":[{"role":"user","content":"a"}],"stream":false}""", Chat.Write(request, log));
        AssertLog(log, "Dropped suffix: \"b\" -> ", "Dropped raw: true -> ", "Dropped context: [1] -> ");
    }
}
