using System.Text.Json;
using FsCheck.Fluent;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Failure;

/// <summary>Whatever backends do and however a name spreads its requests: each is answered in its caller's form, after a bounded number of calls, and settled once.</summary>
public sealed class StormTests
{
    private const int Cases = 1000;

    /// <summary>Three targets, each asked three times by each of two tactics at most.</summary>
    private const int MostCalls = 18;

    private static readonly string[] Names = ["all", "hedged", "parallel", "compared", "escalating", "windowed", "p0/m-1", "p1/m-1", "p2/m-1", "p3/m-1", "p4/m-1"];

    /// <summary>What a provider does: its sample, whether a stream was asked for.</summary>
    private static readonly Func<WireSample, bool, Script>[] Ways =
    [
        Good,
        Good,
        static (_, _) => Script.Json("""{"error":{"message":"busy","type":"server_error"}}""", 503),
        static (_, _) => Script.Json("""{"error":{"message":"slow down","type":"rate_limit_error"}}""", 429, ("retry-after", "0")),
        static (_, _) => Script.Json("""{"error":{"message":"This model's maximum context length is 10 tokens.","type":"invalid_request_error","code":"context_length_exceeded"}}""", 400),
        static (_, _) => Script.Json("""{"error":{"message":"no","type":"authentication_error"}}""", 401),
        static (_, _) => Script.Whole("<html><body>Bad gateway</body></html>", "text/html"),
        static (_, _) => Script.Json(""),
        static (_, _) => Script.Json("null"),
        static (_, _) => Script.Json("{\"id\":"),
        static (_, _) => Script.Reset(),
        static (_, _) => Script.Close(),
        static (sample, _) => Script.Json(sample.Reply),
        static (sample, _) => Script.Stream(sample.Stream, sample.ContentType),
        static (sample, _) => Script.Stream(sample.ContentType).Chunk(sample.Prelude.Length == 0 ? "\n" : sample.Prelude).ThenReset(),
        static (sample, _) => Script.Stream(sample.ContentType).Chunk(sample.Prelude + sample.Text.First).ThenReset(),
        static (sample, _) => Script.Stream(sample.Prelude + sample.Text.First, sample.ContentType),
        static (sample, _) => Script.Stream(sample.Prelude + sample.Text.First + "data: {\"error\":{\"message\":\"overloaded\",\"type\":\"overloaded_error\"}}\n\n", sample.ContentType),
        static (sample, _) => Script.Stream(sample.Prelude + sample.Text.First + "data: {broken\n\n" + sample.Ending, sample.ContentType),
        static (_, _) => Script.Stream("", "text/event-stream"),
    ];

    [Fact]
    public async Task Every_request_is_answered_in_its_form()
    {
        var upstreams = WireSample.All.Select(static sample => new ScriptedUpstream()).ToArray();
        try
        {
            await using var gateway = await RunningGateway.StartAsync(Configuration(upstreams));
            var answered = 0;
            foreach (var each in ArbMap.Default.ArbFor<(byte Client, byte Name, byte Way1, byte Way2, byte Way3, byte Kind)>().Generator.Sample(Cases, 255))
            {
                byte[] ways = [each.Way1, each.Way2, each.Way3];
                for (var i = 0; i < upstreams.Length; i++)
                {
                    var (sample, way) = (WireSample.All[i], Ways[ways[i % 3] % Ways.Length]);
                    upstreams[i].Otherwise = request => way(sample, request.Target.Contains("stream", StringComparison.Ordinal) || request.Body.Replace(" ", "", StringComparison.Ordinal).Contains("\"stream\":true", StringComparison.Ordinal));
                }
                var before = upstreams.Sum(static upstream => upstream.Received.Count);

                var answer = await AskAsync(gateway, each);

                Assert.True(answer.IsRight, $"{each} {answer.What}: {answer.Status} {answer.Body}");
                Assert.InRange(upstreams.Sum(static upstream => upstream.Received.Count) - before, 0, MostCalls);
                var settlement = await gateway.Settled.NextAsync();
                Assert.NotEmpty(settlement.Attempts);
                // What the books call an answer is one to the caller, and what they call a fault is none.
                Assert.True(settlement.Fault is null == answer.IsWhole, $"{each} {answer.What} settled as {settlement.Fault?.Kind}: {answer.Status} {answer.Body}");
                answered += answer.IsWhole ? 1 : 0;
            }
            // A storm in which nothing or everything is answered measures nothing.
            Assert.InRange(answered, Cases / 10, Cases * 9 / 10);
        }
        finally
        {
            foreach (var upstream in upstreams)
                await upstream.DisposeAsync();
        }
    }

    private static Script Good(WireSample sample, bool stream) => stream ? Script.Stream(sample.Stream, sample.ContentType) : Script.Json(sample.Reply);

    private static async Task<(bool IsRight, bool IsWhole, string What, int Status, string Body)> AskAsync(RunningGateway gateway, (byte Client, byte Name, byte Way1, byte Way2, byte Way3, byte Kind) each)
    {
        var (sample, name, stream) = (WireSample.All[each.Client % WireSample.All.Count], Names[each.Name % Names.Length], each.Kind % 3 > 0);
        var body = sample.Body(name, each.Kind % 7 == 0 ? "My mail is anna@example.com" : "Say hello", stream);
        using var response = await gateway.PostAsync(sample.Path(name, stream), body);
        var (status, text) = ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        var isRight = status != 500 && (status != 200 || !stream ? IsJson(text) && (status == 200 || text.Contains("error", StringComparison.Ordinal)) : IsEnded(sample.Provider, text));
        return (isRight, status == 200 && !text.Replace("\"error\":null", "", StringComparison.Ordinal).Contains("error", StringComparison.Ordinal), $"{sample.Provider} {name} {(stream ? "stream" : "whole")}", status, text);
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Whether a stream says of itself that it is over, or what went wrong.</summary>
    private static bool IsEnded(string provider, string text)
    {
        var last = text.TrimEnd().Split('\n')[^1];
        return provider switch
        {
            "openai" => last == "data: [DONE]" || last.StartsWith("data: {\"error\"", StringComparison.Ordinal),
            "openai-responses" => new[] { "response.completed", "response.failed", "response.incomplete", "\"type\":\"error\"" }.Any(last.Contains),
            "anthropic" => last.Contains("message_stop", StringComparison.Ordinal) || last.Contains("\"type\":\"error\"", StringComparison.Ordinal),
            "gemini" => last.Contains("finishReason", StringComparison.Ordinal) || last.Contains("\"error\"", StringComparison.Ordinal),
            _ => last.Contains("\"done\":true", StringComparison.Ordinal) || last.Contains("\"error\"", StringComparison.Ordinal),
        };
    }

    private static string Configuration(ScriptedUpstream[] upstreams) => $$"""
        {
          "server": { "failed_keys": 0 },
          "retry": { "max_retries": 2, "initial_delay_ms": 1, "max_delay_ms": 2 },
          "breaker": { "enabled": false },
          "guards": { "pii": { "email": "reversible" } },
          "limits": [ { "requests": 1000000, "tokens": 1000000000, "per": "hour" } ],
          "backends": [ {{string.Join(", ", WireSample.All.Select((sample, i) => $$"""{ "id": "p{{i}}", "type": "{{sample.Provider}}", "endpoint": "{{upstreams[i].Address}}", "api_key": "k" }"""))}} ],
          "models": [
            { "name": "all", "targets": ["p0/m-1", "p2/m-1", "p3/m-1"], "strategy": "round_robin" },
            { "name": "hedged", "targets": ["p2/m-1", "p4/m-1", "p1/m-1"], "hedge": { "enabled": true, "after_ms": 1, "max_share": 1 } },
            { "name": "parallel", "targets": ["p3/m-1", "p0/m-1", "p2/m-1"], "parallel": { "mode": "first" } },
            { "name": "compared", "targets": ["p4/m-1", "p1/m-1", "p0/m-1"], "parallel": { "mode": "fastest" } },
            { "name": "escalating", "targets": ["p1/m-1"], "forwarding": { "enabled": true, "escalation_path": ["p2/m-1", "p0/m-1"] } },
            { "name": "windowed", "targets": ["p0/m-1"], "context_window_fallbacks": ["p2/m-1", "p4/m-1"] }
          ]
        }
        """;
}
