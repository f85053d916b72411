using System.Buffers;
using System.Text;
using System.Text.Json;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Providers.Upstream;
using Parley.Routing;

namespace Parley.Tests.Routing.Strategies;

public sealed class ModelAndComplexityTests
{
    private const string Tiers = """
        "routing": { "strategy": "complexity", "complexity": { "tiers": [ { "up_to": 0.2, "targets": ["a/*"] }, { "up_to": 0.6, "targets": ["b/*"] }, { "targets": ["c/*"] } ] } }
        """;

    [Fact]
    public void Model_puts_maps_before_patterns_before_own_lists_before_defaults()
    {
        var snapshot = Cases.Three(
            ["\"priority\": 9", "\"model_capability\": { \"supported_model_patterns\": [\"gpt-4\"] }", "", "\"model_map\": { \"gpt-4\": \"mine\" }", ""],
            """
            "routing": { "model_translation": { "mode": "hybrid", "patterns": [ { "pattern": "gpt-*", "backend": "c", "model": "qwen" }, { "pattern": "gpt-4*", "backend": "e", "model": "large", "priority": 2 } ] } }
            """);

        Assert.Equal("d e c b a", Cases.Ranked("model", Cases.Context(snapshot), Cases.Candidates(snapshot, "gpt-4")));
    }

    [Theory]
    [InlineData("What is the capital of France?", 10, 0, "a b c")]
    [InlineData("Compare the two designs and explain why one is better.", 1000, 0, "b c a")]
    [InlineData("Refactor this step by step:\n```\npublic class A { }\n```", 9000, 6, "c b a")]
    public void Complexity_leads_to_the_tier_of_the_request_then_to_harder_then_to_simpler_ones(string prompt, int tokens, int tools, string order)
    {
        var snapshot = Cases.Three(["", "", ""], Tiers);

        Assert.Equal(order, Cases.Ranked("complexity", Asking(snapshot, prompt, tokens, tools), Cases.Candidates(snapshot)));
    }

    [Fact]
    public void Complexity_of_a_request_that_cannot_be_read_is_taken_from_its_head()
    {
        var snapshot = Cases.Three(["", "", ""], Tiers);
        var candidates = Cases.Candidates(snapshot);

        Assert.Equal("b c a", Cases.Ranked("complexity", Cases.Context(snapshot, Cases.Head(tokens: 8000)), candidates));
        Assert.Equal("complexity", Assert.Single(candidates[0].Parts!).Name);
    }

    [Fact]
    public void Content_is_read_once_and_only_when_a_strategy_asks_for_it()
    {
        var snapshot = Cases.Three(["", "", ""], Tiers);
        using var body = new WatchedBytes(Encoding.UTF8.GetBytes(Body("Hello", 0)));
        var context = Asking(snapshot, 10, body.Memory);
        var before = body.Looks;
        Cases.Ranked("round_robin", context, Cases.Candidates(snapshot));
        Assert.Equal(before, body.Looks);

        Cases.Ranked("complexity", context, Cases.Candidates(snapshot));
        var looks = body.Looks;
        Cases.Ranked("complexity", context, Cases.Candidates(snapshot));
        _ = context.Request!.Question;

        Assert.True(looks > before);
        Assert.Equal(looks, body.Looks);
    }

    [Fact]
    public void Keywords_of_the_operator_take_the_place_of_the_built_in_ones()
    {
        var snapshot = Cases.Three(["", "", ""], Tiers.Replace("\"tiers\"", "\"keywords\": [\"Vertrag\", \"Klausel\"], \"tiers\"", StringComparison.Ordinal));

        Assert.Equal("a b c", Cases.Ranked("complexity", Asking(snapshot, "Prove it step by step, and compare.", 10, 0), Cases.Candidates(snapshot)));
        Assert.Equal("b c a", Cases.Ranked("complexity", Asking(snapshot, "Welche Klausel im vertrag gilt?", 10, 0), Cases.Candidates(snapshot)));
    }

    private static RoutingContext Asking(GatewaySnapshot snapshot, string prompt, int tokens, int tools) => Asking(snapshot, tokens, Encoding.UTF8.GetBytes(Body(prompt, tools)));

    private static RoutingContext Asking(GatewaySnapshot snapshot, int tokens, ReadOnlyMemory<byte> body)
    {
        var head = Cases.Head(tokens: tokens);
        return new RoutingContext
        {
            Head = head,
            Options = snapshot.Routing,
            Request = new InboundRequest
            {
                Operation = KnownDialects.Find(DialectNames.OpenAIChat)!.Operations[0],
                Head = head,
                Wire = new WireRequest("/v1/chat/completions", "", WireHeaders.None, body),
                Asked = StreamOptions.None,
            },
        };
    }

    private static string Body(string prompt, int tools)
    {
        var offered = Enumerable.Range(0, tools).Select(index => $$$"""{"type":"function","function":{"name":"f{{{index}}}"}}""");
        return $$"""{"messages":[{"role":"user","content":"{{JsonEncodedText.Encode(prompt)}}"}],"tools":[{{string.Join(',', offered)}}]}""";
    }

    /// <summary>Counts how often somebody looks at bytes.</summary>
    private sealed class WatchedBytes(byte[] bytes) : MemoryManager<byte>
    {
        public int Looks { get; private set; }

        public override Span<byte> GetSpan()
        {
            Looks++;
            return bytes;
        }

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin() => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            // Arrays need no care.
        }
    }
}
