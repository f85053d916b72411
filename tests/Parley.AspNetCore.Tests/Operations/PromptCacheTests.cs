using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Operations;

/// <summary>
/// A provider's prompt cache works through every pair of dialects that can say so: what a second turn repeats reaches the backend in the same bytes, breakpoints stand where the caller put them,
/// and what was read from the cache is told to the caller.
/// </summary>
public sealed class PromptCacheTests
{
    private const int Cached = 1024;

    private static readonly Dictionary<string, (string Path, string First, string Second, string[] Usage)> Callers = new()
    {
        ["openai"] = (
            "v1/chat/completions",
            """{"model":"b/m","messages":[{"role":"system","content":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}]},{"role":"user","content":"One"}],"tools":[{"type":"function","function":{"name":"look","description":"Looks","parameters":{"type":"object","properties":{"b":{"type":"string"},"a":{"type":"number"}}}}}]}""",
            """{"model":"b/m","messages":[{"role":"system","content":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}]},{"role":"user","content":"One"},{"role":"assistant","content":"Two"},{"role":"user","content":"Three"}],"tools":[{"type":"function","function":{"name":"look","description":"Looks","parameters":{"type":"object","properties":{"b":{"type":"string"},"a":{"type":"number"}}}}}]}""",
            ["usage", "prompt_tokens_details", "cached_tokens"]),
        ["openai-responses"] = (
            "v1/responses",
            """{"model":"b/m","instructions":"Be brief.","input":[{"role":"user","content":"One"}],"tools":[{"type":"function","name":"look","description":"Looks","parameters":{"type":"object","properties":{"b":{"type":"string"},"a":{"type":"number"}}}}]}""",
            """{"model":"b/m","instructions":"Be brief.","input":[{"role":"user","content":"One"},{"role":"assistant","content":"Two"},{"role":"user","content":"Three"}],"tools":[{"type":"function","name":"look","description":"Looks","parameters":{"type":"object","properties":{"b":{"type":"string"},"a":{"type":"number"}}}}]}""",
            ["usage", "input_tokens_details", "cached_tokens"]),
        ["anthropic"] = (
            "v1/messages",
            """{"model":"b/m","max_tokens":9,"system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":[{"type":"text","text":"One","cache_control":{"type":"ephemeral"}}]}],"tools":[{"name":"look","description":"Looks","input_schema":{"type":"object","properties":{"b":{"type":"string"},"a":{"type":"number"}}}}]}""",
            """{"model":"b/m","max_tokens":9,"system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":[{"type":"text","text":"One","cache_control":{"type":"ephemeral"}}]},{"role":"assistant","content":[{"type":"text","text":"Two"}]},{"role":"user","content":[{"type":"text","text":"Three"}]}],"tools":[{"name":"look","description":"Looks","input_schema":{"type":"object","properties":{"b":{"type":"string"},"a":{"type":"number"}}}}]}""",
            ["usage", "cache_read_input_tokens"]),
        ["gemini"] = (
            "v1beta/models/b/m:generateContent",
            """{"systemInstruction":{"parts":[{"text":"Be brief."}]},"contents":[{"role":"user","parts":[{"text":"One"}]}],"tools":[{"functionDeclarations":[{"name":"look","description":"Looks","parameters":{"type":"OBJECT","properties":{"b":{"type":"STRING"},"a":{"type":"NUMBER"}}}}]}]}""",
            """{"systemInstruction":{"parts":[{"text":"Be brief."}]},"contents":[{"role":"user","parts":[{"text":"One"}]},{"role":"model","parts":[{"text":"Two"}]},{"role":"user","parts":[{"text":"Three"}]}],"tools":[{"functionDeclarations":[{"name":"look","description":"Looks","parameters":{"type":"OBJECT","properties":{"b":{"type":"STRING"},"a":{"type":"NUMBER"}}}}]}]}""",
            ["usageMetadata", "cachedContentTokenCount"]),
    };

    private static readonly Dictionary<string, (string Reply, string Turns)> Backends = new()
    {
        ["openai-compatible"] = (With(WireSample.OpenAI.Reply, """ "usage":{"prompt_tokens":2000,"completion_tokens":2,"total_tokens":2002,"prompt_tokens_details":{"cached_tokens":1024}} """), "messages"),
        ["openai-responses"] = (With(WireSample.Responses.Reply, """ "usage":{"input_tokens":2000,"input_tokens_details":{"cached_tokens":1024},"output_tokens":2,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":2002} """), "input"),
        ["anthropic"] = (With(WireSample.Anthropic.Reply, """ "usage":{"input_tokens":976,"cache_read_input_tokens":1024,"cache_creation_input_tokens":0,"output_tokens":2} """), "messages"),
        ["gemini"] = (With(WireSample.Gemini.Reply, """ "usageMetadata":{"promptTokenCount":2000,"cachedContentTokenCount":1024,"candidatesTokenCount":2,"totalTokenCount":2002} """), "contents"),
        ["bedrock"] = ("""{"output":{"message":{"role":"assistant","content":[{"text":"Hello there"}]}},"stopReason":"end_turn","usage":{"inputTokens":976,"cacheReadInputTokens":1024,"cacheWriteInputTokens":0,"outputTokens":2,"totalTokens":2002},"metrics":{"latencyMs":5}}""", "messages"),
    };

    public static MatrixTheoryData<string, string> Pairs => new(Callers.Keys, Backends.Keys);

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Second_turn_reads_the_cache(string caller, string backend)
    {
        var (path, first, second, usage) = Callers[caller];
        var (reply, turns) = Backends[backend];
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(reply)).Then(Script.Json(reply));
        var more = backend == "bedrock" ? ", \"variables\": { \"region\": \"us-east-1\" }, \"auth\": { \"scheme\": \"bearer\" }" : "";
        await using var gateway = await RunningGateway.StartAsync($$"""{ "server": { "allow_slow_lane": true }, "backends": [ { "id": "b", "type": "{{backend}}", "endpoint": "{{upstream.Address}}", "api_key": "sk-b"{{more}} } ] }""");

        // Bedrock takes breakpoints of some families alone.
        var model = backend == "bedrock" ? "b/anthropic.claude-sonnet-4-5-20250929-v1:0" : "b/m";
        (path, first, second) = (path.Replace("b/m", model, StringComparison.Ordinal), first.Replace("b/m", model, StringComparison.Ordinal), second.Replace("b/m", model, StringComparison.Ordinal));
        using var one = await gateway.PostAsync(path, first, ("x-parley-lane", "slow"));
        using var two = await gateway.PostAsync(path, second, ("x-parley-lane", "slow"));
        var body = await two.Content.ReadAsStringAsync();

        Assert.Equal(200, (int)two.StatusCode);
        var (before, after) = (upstream.Received[0].Json.AsObject(), upstream.Received[1].Json.AsObject());
        foreach (var (name, value) in before.Where(member => member.Key != turns))
            Assert.Equal(value?.ToJsonString(), after[name]?.ToJsonString());
        var told = before[turns]!.AsArray();
        Assert.Equal(told.Select(static turn => turn!.ToJsonString()), after[turns]!.AsArray().Take(told.Count).Select(static turn => turn!.ToJsonString()));
        Assert.Equal(Cached, usage.Aggregate(JsonNode.Parse(body), static (node, name) => node?[name])?.GetValue<int>());
        if (caller is "openai" or "anthropic" && backend is "anthropic" or "bedrock")
            Assert.Contains(backend == "bedrock" ? "\"cachePoint\"" : "\"cache_control\"", after["system"]!.ToJsonString(), StringComparison.Ordinal);
    }

    /// <summary>The reply with another usage.</summary>
    private static string With(string reply, string usage)
    {
        var node = JsonNode.Parse(reply)!.AsObject();
        var (name, value) = JsonNode.Parse("{" + usage + "}")!.AsObject().Single();
        node[name] = value!.DeepClone();
        return node.ToJsonString();
    }
}
