using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Routing;

namespace Parley.Tests.Routing.Filters;

public sealed class FilterTests
{
    [Theory]
    [InlineData("llama3:70b", "a: its 70 GB do not fit into 10")]
    [InlineData("qwen2.5-7B-instruct", "")]
    [InlineData("mixtral-8x7b", "a: its 56 GB do not fit into 10")]
    [InlineData("gpt-4o", "")]
    public void Size_limit_holds_for_models_whose_name_tells_their_size(string model, string refusals)
    {
        var snapshot = Cases.Three(["\"model_capability\": { \"max_model_size_gb\": 10 }", ""]);
        var candidates = new[] { new Candidate(new Target(snapshot.Find("a")!, model), 0), new Candidate(new Target(snapshot.Find("b")!, model), 1) };

        Assert.Equal(refusals, Cases.Refusals("size", Cases.Context(snapshot), candidates));
    }

    [Fact]
    public void Size_limit_takes_what_the_server_tells_before_the_name()
    {
        var snapshot = Cases.Three(["\"model_capability\": { \"max_model_size_gb\": 40 }"]);
        var facts = Parley.Providers.ModelFacts.Of(System.Text.Json.JsonDocument.Parse("""{"name":"llama3:70b","size":39969745349}""").RootElement);

        Assert.Equal("", Cases.Refusals("size", Cases.Context(snapshot), [new Candidate(new Target(snapshot.Find("a")!, "llama3:70b"), 0) { Model = facts }]));
        Assert.Equal("a: its 70 GB do not fit into 40", Cases.Refusals("size", Cases.Context(snapshot), [new Candidate(new Target(snapshot.Find("a")!, "llama3:70b"), 0)]));
    }

    [Fact]
    public void Latency_limit_counts_what_was_measured_before_what_is_declared_and_spares_the_unknown()
    {
        var snapshot = Cases.Three(["\"characteristics\": { \"avg_latency_ms\": 50 }", "\"characteristics\": { \"avg_latency_ms\": 500 }", ""]);
        var candidates = Cases.Candidates(snapshot, "m", ("a", Cases.Measured(300)));

        Assert.Equal("a: it takes about 300 ms, and the request allows 200; b: it takes about 500 ms, and the request allows 200", Cases.Refusals("latency", Cases.Context(snapshot, wishes: new() { MaxLatencyMs = 200 }), candidates));
        Assert.Equal("", Cases.Refusals("latency", Cases.Context(snapshot), candidates));
    }

    [Fact]
    public void Power_limit_spares_backends_whose_power_nobody_knows()
    {
        var snapshot = Cases.Three(["\"characteristics\": { \"power_watts\": 12.5 }", "\"characteristics\": { \"power_watts\": 10 }", ""]);

        Assert.Equal("a: it draws 12.5 W, and the request allows 10", Cases.Refusals("power", Cases.Context(snapshot, wishes: new() { MaxPowerWatts = 10 }), Cases.Candidates(snapshot)));
    }

    [Theory]
    [InlineData(null, "the efficiency mode ultra_efficiency allows 5")]
    [InlineData(8d, "the efficiency mode ultra_efficiency allows 5")]
    [InlineData(5d, "the request allows 5")]
    [InlineData(4d, "the request allows 4")]
    public void Power_limit_is_said_to_be_whose_it_is(double? asked, string said)
    {
        var snapshot = Cases.Three(["\"characteristics\": { \"power_watts\": 12.5 }"]);
        var mode = new EfficiencyChoice(EfficiencyMode.UltraEfficiency, "it is set");
        var wishes = new RoutingWishes { MaxPowerWatts = asked };
        var context = new RoutingContext { Head = Cases.Head(), Mode = mode, Asked = wishes, Wishes = EfficiencyPolicy.Under(mode, wishes) };

        Assert.Equal($"a: it draws 12.5 W, and {said}", Cases.Refusals("power", context, [new Candidate(new Target(snapshot.Find("a")!, "m"), 0)]));
    }

    [Fact]
    public void Price_ceiling_of_the_name_or_the_request_leaves_out_what_costs_more_or_nobody_knows_how_much()
    {
        var snapshot = Cases.Three(["\"cost_per_token\": 1", "\"cost_per_token\": 0.01", ""], """
            "models": [ { "name": "m", "targets": ["a", "b", "c"], "max_cost": 1 } ], "routing": { "prices": { "exchange_rates": { "EUR": 1 } } }
            """);
        var candidates = Cases.Candidates(snapshot);

        Assert.Equal("a: it would cost about 1.5 USD, and the ceiling is 1; c: its price is unknown, and there is a ceiling", Cases.Refusals("cost", Cases.Context(snapshot), candidates));
        Assert.Equal("a: it would cost about 1.5 USD, and the ceiling is 0.001; b: it would cost about 0.015 USD, and the ceiling is 0.001; c: its price is unknown, and there is a ceiling",
            Cases.Refusals("cost", Cases.Context(snapshot, wishes: new() { MaxCost = 0.001 }), candidates));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"assumed\": 0.001")]
    public void Price_ceiling_tells_a_price_without_an_exchange_rate_from_an_unknown_one(string prices)
    {
        var snapshot = Cases.Three(["\"cost_per_token\": 1"], $$"""
            "models": [ { "name": "m", "targets": ["a"], "max_cost": 1 } ], "routing": { "prices": { {{prices}} } }
            """);

        Assert.Equal("a: its price is in EUR, for which there is no exchange rate, and there is a ceiling", Cases.Refusals("cost", Cases.Context(snapshot), Cases.Candidates(snapshot)));
    }

    [Fact]
    public void Placement_confines_to_hardware_regions_and_tags_of_name_and_key()
    {
        var snapshot = Cases.Three(["\"hardware\": \"NPU\", \"region\": \"eu-west-1\", \"tags\": [\"GDPR\"]", "\"hardware\": \"nvidia\", \"region\": \"eu-central-1\"", "\"hardware\": \"npu\""], """
            "models": [ { "name": "m", "targets": ["a", "b", "c"], "regions": ["EU-*"] } ], "keys": [ { "name": "k", "key": "long-enough", "hardware": ["npu", "nvidia"], "tags": ["gdpr"] } ]
            """);

        Assert.Equal("c: it does not say where it stands", Cases.Refusals("placement", Cases.Context(snapshot), Cases.Candidates(snapshot)));
        Assert.Equal("b: it lacks the tag gdpr; c: it lacks the tag gdpr", Cases.Refusals("placement", Cases.Context(snapshot, key: "k"), Cases.Candidates(snapshot)));
    }

    [Theory]
    [InlineData("\"backends\": [\"A\", \"b*\"]", "m", "c")]
    [InlineData("\"models\": [\"m\"]", "m", "")]
    [InlineData("\"models\": [\"LLAMA*\"]", "m", "")]
    [InlineData("\"models\": [\"b/llama3\"]", "m", "a c")]
    [InlineData("\"models\": [\"other\"]", "m", "a b c")]
    [InlineData("\"models\": []", "m", "a b c")]
    [InlineData("\"models\": [\"auto\"]", "auto", "a b c")]
    public void Key_holds_for_the_target_that_is_asked_in_the_end_whichever_name_led_there(string limits, string model, string refused)
    {
        var snapshot = Cases.Three(["", "", ""], $$"""
            "keys": [ { "name": "k", "key": "long-enough", {{limits}} } ]
            """);
        var refusals = Cases.Refusals("key", Cases.Context(snapshot, key: "k"), Cases.Candidates(snapshot, model));

        Assert.Equal(refused, string.Join(' ', refusals.Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(refusal => refusal[..1])));
    }
}
