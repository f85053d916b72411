using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Keys;

/// <summary>Whatever is asked in whichever way, and however backends answer: nobody is asked whom the key may not use.</summary>
public sealed class KeyReachTests
{
    private const int Cases = 3000;

    /// <summary>No request needs more: three backends, each asked three times under two names at most.</summary>
    private const int MostCalls = 18;

    private static readonly string[] Clients = [.. WireSample.All.Select(static sample => sample.Provider)];

    private static readonly string[] Names =
    [
        "all", "pair", "hedged", "parallel", "escalating", "windowed", "filtered", "deep/name", "a/m-1", "b/m-2", "c/m-3", "A/M-1", "c/secret", "m-1", "m-2", "m-3", "secret", "auto", "nobody-knows-this", "gpt-4o", "a/all",
    ];

    private static readonly string[] Wishes = ["", "a", "b", "c", "C"];

    /// <summary>What keys may use: their terms, and whether they may use backend and model at a path.</summary>
    private static readonly (string Terms, Func<string, string, string, bool> May)[] Keys =
    [
        ("""{"backends":["a"]}""", static (backend, _, _) => backend == "a"),
        ("""{"backends":["a","b"]}""", static (backend, _, _) => backend is "a" or "b"),
        ("""{"models":["m-1"]}""", static (_, model, _) => model == "m-1"),
        ("""{"models":["b/*"]}""", static (backend, _, _) => backend == "b"),
        ("""{"models":["m-*"],"backends":["b","c"]}""", static (backend, model, _) => backend is "b" or "c" && model.StartsWith("m-", StringComparison.Ordinal)),
        ("""{"models":["pair"]}""", static (backend, model, _) => (backend, model) is ("a", "m-1") or ("b", "m-2")),
        ("""{"models":["c/m-3","m-2"]}""", static (backend, model, _) => (backend, model) == ("c", "m-3") || model == "m-2"),
        ("""{"backends":[]}""", static (_, _, _) => false),
        ("""{"tags":["safe"]}""", static (backend, _, _) => backend == "b"),
        ("""{"operations":["embeddings"]}""", static (_, _, path) => path.EndsWith("/embeddings", StringComparison.Ordinal)),
    ];

    private static readonly Script[] Answers =
    [
        Script.Json(WireSample.OpenAI.Reply),
        Script.Json("""{"error":{"message":"busy","type":"server_error"}}""", 503),
        Script.Json("""{"error":{"message":"This model's maximum context length is 10 tokens.","type":"invalid_request_error","code":"context_length_exceeded"}}""", 400),
        Script.Json("""{"error":{"message":"filtered","type":"invalid_request_error","code":"content_filter"}}""", 400),
        Script.Json("""{"error":{"message":"no such model","type":"invalid_request_error","code":"model_not_found"}}""", 404),
        Script.Json("""{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":""},"finish_reason":"stop"}]}"""),
    ];

    [Fact]
    public async Task No_way_leads_to_a_target_outside_of_the_keys_set()
    {
        await using var a = new ScriptedUpstream();
        await using var b = new ScriptedUpstream();
        await using var c = new ScriptedUpstream();
        await using var gateway = await KeyedGateway.StartAsync(Configuration(a, b, c));
        var keys = new List<string>();
        foreach (var (terms, _) in Keys)
            keys.Add(await gateway.MakeAsync($"key{keys.Count}", terms));
        var upstreams = new Dictionary<string, ScriptedUpstream>(StringComparer.Ordinal) { ["a"] = a, ["b"] = b, ["c"] = c };
        var reached = 0;

        foreach (var each in ArbMap.Default.ArbFor<(byte Client, byte Name, byte Key, byte Wish, byte Answers, byte Way)>().Generator.Sample(Cases, 255))
        {
            foreach (var (index, upstream) in upstreams.Values.Index())
                upstream.Otherwise = _ => Answers[(each.Answers / (int)Math.Pow(6, index)) % Answers.Length];
            var before = upstreams.ToDictionary(static one => one.Key, static one => one.Value.Received.Count, StringComparer.Ordinal);

            await AskAsync(gateway.Running, each, keys[each.Key % keys.Count], () => string.Join(", ", upstreams.Select(one => $"{one.Key} was asked {string.Join(" and ", one.Value.Received.Skip(before[one.Key]).Select(static received => received.Target))}")));

            Assert.InRange(upstreams.Sum(one => one.Value.Received.Count - before[one.Key]), 0, MostCalls);
            foreach (var (backend, upstream) in upstreams)
            {
                foreach (var received in upstream.Received.Skip(before[backend]))
                {
                    var model = JsonNode.Parse(received.Body)!["model"]!.ToString().ToLowerInvariant();
                    Assert.True(Keys[each.Key % keys.Count].May(backend, model, received.Target), $"{each} reached {backend}/{model}");
                    reached++;
                }
            }
        }
        // A law that nothing is measured by would always hold.
        Assert.True(reached > Cases / 10, $"{reached} calls were made");
    }

    [Theory]
    [InlineData("context_window_fallbacks", "context_length_exceeded", 1)]
    [InlineData("content_policy_fallbacks", "content_filter", 1)]
    public async Task Fallbacks_that_the_key_may_not_use_do_not_bring_others_again(string key, string code, int calls)
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Answers[0] };
        for (var call = 0; call < 6; call++)
            upstream.Then(Script.Json($$$"""{"error":{"message":"no","type":"invalid_request_error","code":"{{{code}}}"}}""", 400));
        await using var gateway = await KeyedGateway.StartAsync($$"""
            {
              "backends": [
                { "id": "a", "type": "openai-compatible", "endpoint": "{{upstream.Address}}" },
                { "id": "b", "type": "openai-compatible", "endpoint": "{{upstream.Address}}" }
              ],
              "models": [ { "name": "careful", "targets": ["a/m-1"], "{{key}}": ["b/m-2"] } ]
            }
            """);
        var mine = await gateway.MakeAsync("mine", """{"backends":["a"]}""");

        using var response = await gateway.Running.PostAsync("v1/chat/completions", """{"model":"careful","messages":[{"role":"user","content":"Hello"}],"fallbacks":["a/m-3"]}""", ("x-api-key", mine));

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal(calls, upstream.Received.Count);
    }

    private static async Task AskAsync(RunningGateway gateway, (byte Client, byte Name, byte Key, byte Wish, byte Answers, byte Way) each, string key, Func<string> reached)
    {
        var sample = WireSample.Of(Clients[each.Client % Clients.Length]);
        var (name, stream) = (Names[each.Name % Names.Length], each.Way % 2 == 1);
        var (path, body) = (sample.Path(name, stream), sample.Body(name, "Say hello", stream));
        if (each.Way % 5 == 1 && path == "v1/chat/completions")
            body = body[..^1] + $$""","fallbacks":["{{Names[each.Answers % Names.Length]}}","c/secret"]}""";
        if (each.Way % 7 == 1)
            (path, body) = ($"{"abc"[each.Answers % 3]}/passthrough/chat/completions", $$"""{"model":"{{name}}","messages":[]}""");
        if (each.Way % 11 == 1)
            (path, body) = ("v1/embeddings", $$"""{"model":"{{name}}","input":"Hello"}""");
        var wish = Wishes[each.Wish % Wishes.Length];
        try
        {
            using var response = await gateway.PostAsync(path, body, [("x-api-key", key), .. wish.Length > 0 ? ((string, string)[])[("x-target-backend", wish)] : []]);
            await response.Content.ReadAsStringAsync();
            Assert.NotEqual(500, (int)response.StatusCode);
        }
        catch (TaskCanceledException)
        {
            Assert.Fail($"{each} was not answered: {path} {body} {wish}: {reached()}");
        }
    }

    private static string Configuration(ScriptedUpstream a, ScriptedUpstream b, ScriptedUpstream c) => $$"""
        {
          "server": { "failed_keys": 0 },
          "routing": { "model_translation": { "substitutes": { "any": "all" } } },
          "retry": { "max_retries": 2, "initial_delay_ms": 1, "max_delay_ms": 2 },
          "breaker": { "enabled": false },
          "backends": [
            { "id": "a", "type": "openai-compatible", "endpoint": "{{a.Address}}", "passthrough": true, "model_capability": { "supported_model_patterns": ["m-1", "secret"] } },
            { "id": "b", "type": "openai-compatible", "endpoint": "{{b.Address}}", "passthrough": true, "model_capability": { "supported_model_patterns": ["m-1", "m-2"] }, "tags": ["safe"] },
            { "id": "c", "type": "openai-compatible", "endpoint": "{{c.Address}}", "passthrough": true, "model_capability": { "supported_model_patterns": ["m-*", "secret"] }, "model": "m-3" }
          ],
          "models": [
            { "name": "all", "targets": ["a/m-1", "b/m-2", "c/m-3"] },
            { "name": "pair", "targets": ["a/m-1", "b/m-2"], "strategy": "round_robin" },
            { "name": "hedged", "targets": ["a/m-1", "b/m-2", "c/m-3"], "hedge": { "enabled": true, "after_ms": 1, "max_share": 1 } },
            { "name": "parallel", "targets": ["a/m-1", "b/m-2", "c/m-3"], "parallel": { "mode": "fastest" } },
            { "name": "escalating", "targets": ["a/m-1", "b/m-2"], "forwarding": { "enabled": true, "escalation_path": ["c/m-3", "a/secret"] } },
            { "name": "windowed", "targets": ["a/m-1"], "context_window_fallbacks": ["b/m-2", "c/m-3"] },
            { "name": "filtered", "targets": ["b/m-1"], "content_policy_fallbacks": ["a/m-1", "c/secret"] },
            { "name": "deep/name", "targets": ["c/m-3", "a/m-1"] }
          ]
        }
        """;
}
