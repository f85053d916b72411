using Parley.TestKit.Strict;
using Parley.TestKit.Strict.Anthropic;
using Parley.TestKit.Strict.Cohere;
using Parley.TestKit.Strict.Gemini;
using Parley.TestKit.Strict.Ollama;
using Parley.TestKit.Strict.OpenAI;
using Parley.TestKit.Strict.Responses;
using Parley.TestKit.Upstream;

namespace Parley.Clients.Tests.Staging;

/// <summary>The fake providers refuse what the vendors refuse; otherwise the tests that use them would prove nothing.</summary>
public sealed class StrictProviderTests
{
    private const string Call = """{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}""";
    private const string Use = """{"type":"tool_use","id":"t1","name":"f","input":{}}""";

    [Theory]
    [InlineData("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"a"}],"max_tokens_to_sample":1}""", "$: unknown member")]
    [InlineData("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"a"}],"stream":true}""", "$.stream_options")]
    [InlineData("""{"model":"gpt-4o-mini","messages":[{"role":"assistant","tool_calls":[""" + Call + """]}]}""", "$.messages: calls are left")]
    [InlineData("""{"model":"gpt-4o-mini","messages":[{"role":"tool","tool_call_id":"c1","content":"x"}]}""", "$.messages[0]: messages with role 'tool'")]
    [InlineData("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":[{"type":"image","source":{}}]}]}""", "$.messages[0].content[0].type")]
    [InlineData("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"a"}],"tool_choice":"auto"}""", "$.tool_choice")]
    [InlineData("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"a"}],"reasoning_effort":"low"}""", "$.reasoning_effort")]
    [InlineData("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"a"}],"response_format":{"type":"json_schema","json_schema":{"name":"a","strict":true,"schema":{"type":"object","properties":{"a":{}}}}}}""", "additionalProperties")]
    [InlineData("""{"model":"gpt-4o-mini","model":"gpt-4o","messages":[]}""", "$: ")]
    public void OpenAI_refuses(string body, string why) => AssertRefused(new StrictOpenAI("openai", "gpt-4o-mini", showsThoughts: false), "/v1/chat/completions", "authorization", "Bearer sk-openai", body, why);

    [Theory]
    [InlineData("""{"model":"claude","messages":[{"role":"user","content":"a"}]}""", "$.max_tokens: Field required")]
    [InlineData("""{"model":"claude","max_tokens":9,"messages":[{"role":"user","content":"a"}],"max_completion_tokens":9}""", "$: unknown member")]
    [InlineData("""{"model":"claude","max_tokens":9,"messages":[{"role":"system","content":"a"}]}""", "$.messages[0].role")]
    [InlineData("""{"model":"claude","max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"}]}""", "roles must alternate")]
    [InlineData("""{"model":"claude","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":""}]}]}""", "non-empty")]
    [InlineData("""{"model":"claude","max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[""" + Use + """]},{"role":"user","content":"b"}]}""", "`tool_use` ids were found")]
    [InlineData("""{"model":"claude","max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"thinking","thinking":"a","signature":"x"}]},{"role":"user","content":"b"}]}""", "Invalid `signature`")]
    [InlineData("""{"model":"claude","max_tokens":9,"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]}""", "$.messages[0].content[0].type")]
    [InlineData("""{"model":"claude","max_tokens":9,"messages":[{"role":"user","content":"a"}],"thinking":{"type":"enabled","budget_tokens":1024}}""", "$.max_tokens: must be greater")]
    [InlineData("""{"model":"claude","max_tokens":9,"messages":[{"role":"user","content":"a"}],"tools":[{"name":"f"}]}""", "$.tools[0].input_schema")]
    public void Anthropic_refuses(string body, string why) => AssertRefused(new StrictAnthropic(), "/v1/messages", "x-api-key", "sk-anthropic", body, why);

    [Theory]
    [InlineData("""{"contents":[{"role":"assistant","parts":[{"text":"a"}]}]}""", "$.contents[0].role")]
    [InlineData("""{"contents":[{"role":"user","parts":[{"text":"a"}]}],"model":"x"}""", "$: unknown member")]
    [InlineData("""{"contents":[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"functionCall":{"name":"f"}}]},{"role":"user","parts":[{"text":"b"}]}]}""", "number of function response parts")]
    [InlineData("""{"contents":[{"role":"user","parts":[{"text":"a"}]}],"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT","properties":{}}}]}]}""", "non-empty for OBJECT")]
    [InlineData("""{"contents":[{"role":"user","parts":[{"text":"a"}]}],"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT","properties":{"a":{"type":"STRING"}},"additionalProperties":false}}]}]}""", "unknown member \"additionalProperties\"")]
    [InlineData("""{"contents":[{"role":"user","parts":[{"text":"a"}]}],"generationConfig":{"responseSchema":{"type":"STRING"}}}""", "mime type")]
    [InlineData("""{"contents":[{"role":"model","parts":[{"text":"a","thoughtSignature":"AAAA"}]}]}""", "Thought signature is not valid")]
    public void Gemini_refuses(string body, string why) => AssertRefused(new StrictGemini(), "/v1beta/models/gemini:generateContent", "x-goog-api-key", "sk-gemini", body, why);

    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a"}]}]}""", "$.messages[0].content: must be a string")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a","images":["data:image/png;base64,AAAA"]}]}""", "is not base64")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"max_tokens":3}""", "$: unknown member")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}]}""", "must be an object")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"think":"high"}""", "$.think")]
    public void Ollama_refuses(string body, string why) => AssertRefused(new StrictOllama(), "/api/chat", "authorization", "Bearer sk-ollama", body, why);

    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"top_p":0.5}""", "$: unknown member")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"p":1}""", "$.p")]
    [InlineData("""{"model":"m","messages":[{"role":"developer","content":"a"}]}""", "$.messages[0].role")]
    [InlineData("""{"model":"m","messages":[{"role":"tool","tool_call_id":"c1","content":"x"}]}""", "answers no call")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[""" + Call + """]},{"role":"user","content":"b"}]}""", "must be followed")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"thinking","thinking":"a"}]}]}""", "$.messages[0].content[0].type")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"tool_choice":"REQUIRED"}""", "$.tool_choice")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"documents":["d"],"response_format":{"type":"json_object"}}""", "$.response_format")]
    public void Cohere_refuses(string body, string why) => AssertRefused(new StrictCohere(), "/v2/chat", "authorization", "Bearer sk-cohere", body, why);

    [Theory]
    [InlineData("""{"model":"m","input":"a","max_tokens":20}""", "$: unknown member")]
    [InlineData("""{"model":"m","input":"a","max_output_tokens":9}""", "$.max_output_tokens")]
    [InlineData("""{"model":"m","input":"a","stop":["x"]}""", "$: unknown member")]
    [InlineData("""{"model":"m","input":[{"role":"tool","content":"x"}]}""", "$.input[0].role")]
    [InlineData("""{"model":"m","input":[{"role":"user","content":[{"type":"text","text":"x"}]}]}""", "$.input[0].content[0].type")]
    [InlineData("""{"model":"m","input":[{"role":"assistant","content":[{"type":"input_text","text":"x"}]}]}""", "$.input[0].content[0].type")]
    [InlineData("""{"model":"m","input":[{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}]}""", "No tool output found")]
    [InlineData("""{"model":"m","input":[{"type":"function_call_output","call_id":"c","output":"x"}]}""", "No tool call found")]
    [InlineData("""{"model":"m","input":[{"type":"function_call","call_id":"c","name":"f","arguments":"{}","parsed_arguments":{}}]}""", "$.input[0]: unknown member")]
    [InlineData("""{"model":"m","input":"a","tools":[{"type":"function","function":{"name":"f"}}]}""", "$.tools[0]: unknown member")]
    [InlineData("""{"model":"m","input":"a","tools":[{"type":"function","name":"f","strict":true,"parameters":{"type":"object","properties":{"a":{"type":"string"}}}}]}""", "additionalProperties")]
    [InlineData("""{"model":"m","input":"a","text":{"format":{"type":"json_schema","schema":{}}}}""", "$.text.format.name")]
    public void Responses_refuse(string body, string why) => AssertRefused(new StrictResponses(), "/v1/responses", "authorization", "Bearer sk-openai-responses", body, why);

    [Fact]
    public void Foreign_credentials_and_paths_are_refused()
    {
        var body = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"a"}]}""";
        var provider = new StrictOpenAI("openai", "gpt-4o-mini", showsThoughts: false);
        AssertRefused(provider, "/v1/messages", "authorization", "Bearer sk-openai", body, "path");
        AssertRefused(provider, "/v1/chat/completions", "authorization", "Bearer sk-caller", body, "authorization");
        AssertRefused(provider, "/v1/chat/completions", "x-api-key", "sk-openai", body, "x-api-key");
        Assert.Equal("a", provider.Hear(Request("/v1/chat/completions", "authorization", "Bearer sk-openai", body)).Last.Text);
    }

    private static void AssertRefused(StrictProvider provider, string path, string header, string credential, string body, string why) =>
        Assert.Contains(why, Assert.Throws<RejectionException>(() => provider.Hear(Request(path, header, credential, body))).Message);

    private static ReceivedRequest Request(string path, string header, string credential, string body)
    {
        var headers = new Dictionary<string, string> { ["content-type"] = "application/json", [header] = credential };
        if (header == "x-api-key")
            headers["anthropic-version"] = "2023-06-01";
        return new ReceivedRequest("POST", path, headers, body);
    }
}
