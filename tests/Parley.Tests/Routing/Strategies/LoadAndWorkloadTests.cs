using System.Text;
using System.Text.Json;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Providers.Upstream;
using Parley.Resilience;
using Parley.Routing;
using Parley.Routing.Estimates;

namespace Parley.Tests.Routing.Strategies;

public sealed class LoadAndWorkloadTests
{
    [Fact]
    public void Least_loaded_takes_a_model_in_memory_and_a_short_queue()
    {
        var snapshot = Cases.Three(["", "", ""]);
        string Ranked(TargetFacts a, TargetFacts b, TargetFacts c) => Cases.Ranked("least_loaded", Cases.Context(snapshot), Cases.Candidates(snapshot, "m", ("a", a), ("b", b), ("c", c)));

        Assert.Equal("b c a", Ranked(new TargetFacts { IsLoaded = false }, new TargetFacts { IsLoaded = true, InFlight = 2 }, new TargetFacts { InFlight = 3 }));
        Assert.Equal("c b a", Ranked(new TargetFacts { Waiting = 9 }, new TargetFacts { Waiting = 1, InFlight = 4 }, new TargetFacts { InFlight = 1 }));
        // Far busier than it would take to load it elsewhere.
        Assert.Equal("a", Ranked(new TargetFacts { IsLoaded = false }, new TargetFacts { IsLoaded = true, InFlight = 8 }, new TargetFacts { InFlight = 9 })[..1]);
    }

    [Fact]
    public void Scored_notes_what_loading_and_waiting_take()
    {
        var snapshot = Cases.Three(["", "", ""]);
        var candidates = Cases.Candidates(snapshot, "m", ("a", new TargetFacts { IsLoaded = false }), ("b", new TargetFacts { Waiting = 3 }), ("c", new TargetFacts { IsLoaded = true, Waiting = 0 }));

        Assert.Equal("c a b", Cases.Ranked("scored", Cases.Context(snapshot), candidates));
        Assert.Equal(-0.1, PartOf(candidates[1], "loading")!.Value, 9);
        Assert.Equal(-0.15, PartOf(candidates[2], "queue")!.Value, 9);
        Assert.Equal(5, candidates[0].Parts!.Count);
    }

    [Theory]
    [InlineData("realtime", "b")]
    [InlineData("audio", "b")]
    [InlineData("text", "a")]
    [InlineData(null, "a")]
    public void Latency_counts_more_for_work_that_cannot_wait(string? mediaType, string best)
    {
        var snapshot = Cases.Three(["\"characteristics\": { \"quality\": 0.9 }", "\"characteristics\": { \"quality\": 0.3 }"], "\"routing\": { \"weights\": { \"cost\": 0, \"latency\": 0.2, \"quality\": 0.25, \"availability\": 0 } }");
        var context = Cases.Context(snapshot, wishes: new RoutingWishes { MediaType = mediaType });

        Assert.Equal(best, Cases.Ranked("scored", context, Cases.Candidates(snapshot, "m", ("a", Cases.Measured(400)), ("b", Cases.Measured(100))))[..1]);
    }

    [Fact]
    public void Model_that_is_too_large_for_the_work_counts_for_less()
    {
        var snapshot = Cases.Three(["", ""], """
            "models": [ { "name": "m", "targets": ["a/llama3:70b", "b/qwen2.5:0.5b"] } ]
            """);
        var candidates = Cases.Candidates(snapshot);

        Assert.Equal("b a", Cases.Ranked("scored", Cases.Context(snapshot, wishes: new RoutingWishes { MediaType = "text" }), candidates));
        Assert.Equal((-0.2, null), (PartOf(candidates[1], "workload"), PartOf(candidates[0], "workload")));
    }

    [Theory]
    [InlineData("Transcribe this podcast", false, "audio")]
    [InlineData("A voice call in real time please", true, "realtime")]
    [InlineData("A voice call in real time please", false, "audio")]
    [InlineData("Why does `def f(x):` fail?", false, "code")]
    [InlineData("Describe the picture", false, "image")]
    [InlineData("What is the capital of France?", false, "text")]
    public void Work_is_found_out_by_words_in_a_fixed_order(string text, bool critical, string found)
    {
        var context = Asking("{ \"detect_workload\": true }", text, critical);

        Assert.Equal(found, Workload.Of(context)!.Name);
        context.Forget();
        Assert.Equal(found, Workload.Of(context)!.Name);
    }

    [Fact]
    public void Nobody_looks_into_a_request_unless_the_operator_says_so() => Assert.Null(Workload.Of(Asking("{}", "Transcribe this podcast", critical: false)));

    [Fact]
    public void What_the_caller_says_stands_before_what_is_found()
    {
        var context = new RoutingContext { Head = Cases.Head(), Options = Cases.Three([""], "\"routing\": { \"detect_workload\": true }").Routing, Wishes = new RoutingWishes { MediaType = "code" } };
        Assert.Equal("code", Workload.Of(context)!.Name);
        Assert.Null(context.DetectedMediaType);
    }

    private static double? PartOf(Candidate candidate, string name) => candidate.Parts!.Where(part => part.Name == name).Select(static part => (double?)part.Value).SingleOrDefault();

    private static RoutingContext Asking(string routing, string text, bool critical)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"messages":[{"role":"user","content":"{{JsonEncodedText.Encode(text)}}"}]}""");
        return new RoutingContext
        {
            Head = Cases.Head(),
            Options = Cases.Three([""], $"\"routing\": {routing}").Routing,
            Wishes = new RoutingWishes { LatencyCritical = critical },
            Request = new InboundRequest
            {
                Operation = KnownDialects.Find(DialectNames.OpenAIChat)!.Operations[0],
                Head = Cases.Head(),
                Wire = new WireRequest("/v1/chat/completions", "", WireHeaders.None, body),
                Asked = StreamOptions.None,
            },
        };
    }
}
