using System.Globalization;
using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Management;
using Parley.Providers;
using Parley.Resilience;
using Parley.Routing;

namespace Parley.Tests.Routing.Strategies;

public sealed class CostAndScoreTests
{
    /// <summary>Euro for a thousand tokens: 2, 1 and unknown.</summary>
    private static readonly string[] Priced = ["\"cost_per_token\": 2", "\"cost_per_token\": 1", ""];

    private const string Euro = "\"exchange_rates\": { \"eur\": 1.1 }";

    [Theory]
    [InlineData(Euro, "b a c")]
    [InlineData(Euro + ", \"assumed\": 1500", "b c a")]
    [InlineData("\"assumed\": 1500", "c b a")]
    public void Lowest_cost_puts_unknown_prices_last_or_takes_what_is_assumed(string prices, string order)
    {
        var snapshot = Cases.Three(Priced, $$"""
            "routing": { "prices": { {{prices}} } }
            """);

        Assert.Equal(order, Cases.Ranked("lowest_cost", Cases.Context(snapshot), Cases.Candidates(snapshot)));
    }

    [Theory]
    [InlineData("a:EUR:9 b:EUR:1", "b a")]
    [InlineData("a:EUR:1 b:USD:9", "b a")]
    [InlineData("a:EUR:9 b:USD:2 c:EUR:1 d:USD:1", "d b c a")]
    [InlineData("a:- b:EUR:9 c:EUR:1", "c b a")]
    [InlineData("a:GBP:5 b:EUR:9 c:EUR:1", "a c b")]
    [InlineData("a:- b:GBP:9 c:EUR:1 d:USD:9 e:GBP:1", "d e c b a")]
    public void Lowest_cost_compares_what_can_be_compared_and_puts_the_rest_behind_it(string prices, string order)
    {
        var (context, candidates) = PricedAs(prices);

        Assert.Equal(order, Cases.Ranked("lowest_cost", context, candidates));
    }

    [Fact]
    public void Lowest_cost_says_of_each_why_it_could_not_be_compared()
    {
        var (context, candidates) = PricedAs("a:EUR:1 b:USD:9 c:-");
        var decision = new RoutingDecision(context, "lowest_cost", candidates, []) { Rivals = 3 };
        Cases.Ranked("lowest_cost", context, candidates);

        var report = DecisionReports.Of(decision);

        Assert.Equal("lowest_cost: about 0.018 USD; a/llama3 is behind: its price is in EUR, for which there is no exchange rate", report.Reason);
        Assert.Equal([null, "its price is in EUR, for which there is no exchange rate", "its price is unknown"], report.Candidates.Select(candidate => candidate.Behind));
        Assert.Contains("2. a/llama3: own_currency 0.002, 1/1 EUR for a million tokens (the provider's list), its price is in EUR, for which there is no exchange rate", DecisionText.Of(report), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a:EUR:1 b:-", "a b", "about 0.002 EUR, for which there is no exchange rate; b/llama3 is behind: its price is unknown", "b: its price is unknown")]
    [InlineData("a:- b:EUR:1", "b a", "about 0.002 EUR, for which there is no exchange rate; a/llama3 is behind: its price is unknown", "a: its price is unknown")]
    [InlineData("a:EUR:5 b:EUR:1 c:-", "b a c", "about 0.002 EUR, for which there is no exchange rate; c/llama3 is behind: its price is unknown", "c: its price is unknown")]
    [InlineData("a:GBP:5 b:EUR:1", "a b", "about 0.01 GBP, for which there is no exchange rate; b/llama3 is behind: its price is in EUR, for which there is no exchange rate", "b: its price is in EUR, for which there is no exchange rate")]
    [InlineData("a:- b:USD:1 c:-", "b a c", "about 0.002 USD; a/llama3 is behind: its price is unknown", "a: its price is unknown; c: its price is unknown")]
    [InlineData("a:USD:1 b:EUR:0", "b a", "about 0 USD", "")]
    [InlineData("a:- b:-", "a b", "nobody says what it costs, nor what the others do", "")]
    public void Lowest_cost_gives_a_reason_that_agrees_with_its_order(string prices, string order, string reason, string behind)
    {
        var (context, candidates) = PricedAs(prices);
        Assert.Equal(order, Cases.Ranked("lowest_cost", context, candidates));

        var report = DecisionReports.Of(new RoutingDecision(context, "lowest_cost", candidates, []) { Rivals = candidates.Length });

        Assert.Equal("lowest_cost: " + reason, report.Reason);
        Assert.Equal(behind, string.Join("; ", report.Candidates.Where(candidate => candidate.Behind is not null).Select(candidate => $"{candidate.Target[0]}: {candidate.Behind}")));
    }

    [Fact]
    public void Score_of_nothing_is_told_and_that_of_what_cannot_be_reckoned_is_not()
    {
        var (context, candidates) = PricedAs("a:USD:0 b:USD:0.01 c:-");
        Cases.Ranked("lowest_cost", context, candidates);

        var report = DecisionReports.Of(new RoutingDecision(context, "lowest_cost", candidates, []) { Rivals = 3 });

        Assert.Equal([0, -0.00002, null], report.Candidates.Select(static candidate => candidate.Score));
        Assert.Contains("\"target\":\"a/llama3\",\"rank\":1,\"score\":0,", DecisionReports.ToJson(report), StringComparison.Ordinal);
        Assert.Contains("1. a/llama3: score 0, ", DecisionText.Of(report), StringComparison.Ordinal);
        Assert.Contains("2. b/llama3: score -0.00002, ", DecisionText.Of(report), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("priority")]
    [InlineData("round_robin")]
    [InlineData("random")]
    public void Strategy_that_does_not_reckon_tells_no_score(string strategy)
    {
        var (context, candidates) = PricedAs("a:USD:0 b:USD:1");
        Cases.Ranked(strategy, context, candidates);

        Assert.All(DecisionReports.Of(new RoutingDecision(context, strategy, candidates, []) { Rivals = 2 }).Candidates, static candidate => Assert.Null(candidate.Score));
    }

    [Fact]
    public void Assumed_price_stands_for_an_unknown_one_and_says_so()
    {
        var snapshot = Cases.Three(["\"cost_per_token\": 0.000001", ""], """ "routing": { "prices": { "assumed": 10 } } """);
        var candidates = Cases.Candidates(snapshot);
        var context = Cases.Context(snapshot);
        Cases.Ranked("lowest_cost", context, candidates);

        Assert.Equal("lowest_cost: about 0.015 USD, as assumed; a/llama3 is behind: its price is in EUR, for which there is no exchange rate", new RoutingDecision(context, "lowest_cost", candidates, []) { Rivals = 2 }.Reason);
    }

    /// <summary>Targets with a price each, written <c>id:currency:price</c>, and a request of 2,000 tokens in all.</summary>
    private static (RoutingContext Context, Candidate[] Candidates) PricedAs(string prices)
    {
        var parts = prices.Split(' ').Select(static price => price.Split(':')).ToArray();
        var snapshot = Cases.Three([.. parts.Select(static _ => "")]);
        var candidates = Cases.Candidates(snapshot).Zip(parts, static (candidate, price) => new Candidate(candidate.Target, candidate.Place)
        {
            Model = price.Length == 3 ? ModelFacts.None with { Price = new TokenPrice(decimal.Parse(price[2], CultureInfo.InvariantCulture), decimal.Parse(price[2], CultureInfo.InvariantCulture), price[1]) } : ModelFacts.None,
        });
        return (Cases.Context(snapshot, Cases.Head(tokens: 1000, limit: 1000)), [.. candidates]);
    }

    [Fact]
    public void Lowest_cost_is_of_the_request_and_notes_it()
    {
        var snapshot = Cases.Three(Priced, $$"""
            "routing": { "prices": { {{Euro}} } }
            """);
        var candidates = Cases.Candidates(snapshot);
        Cases.Ranked("lowest_cost", Cases.Context(snapshot, Cases.Head(tokens: 3000, limit: 100)), candidates);

        // 3,100 tokens at 1 euro for a thousand, in dollars.
        Assert.Equal(-3.1 * 1.1, candidates[0].Score, 6);
        Assert.Equal(double.NegativeInfinity, candidates[2].Score);
    }

    [Theory]
    [InlineData("{ \"cost\": 1, \"latency\": 0, \"quality\": 0, \"availability\": 0 }", "a")]
    [InlineData("{ \"cost\": 0, \"latency\": 1, \"quality\": 0, \"availability\": 0 }", "b")]
    [InlineData("{ \"costWeight\": 0, \"latencyWeight\": 0, \"qualityWeight\": 1, \"availabilityWeight\": 0 }", "c")]
    [InlineData("{ \"cost\": 0, \"latency\": 0, \"quality\": 0, \"availability\": 1 }", "d")]
    [InlineData("{ \"cost\": 0, \"latency\": 0, \"quality\": 0, \"availability\": 0, \"power\": 1 }", "e")]
    public void Scored_follows_its_weights(string weights, string best)
    {
        var snapshot = Different($$"""{ "weights": {{weights}}, "prices": { {{Euro}} } }""");

        Assert.Equal(best, Scored(snapshot)[..1]);
    }

    [Theory]
    [InlineData("cost", "a")]
    [InlineData("speed", "b")]
    [InlineData("quality", "c")]
    public void Optimization_target_is_a_name_for_weights(string target, string best)
    {
        var snapshot = Different($$"""{ "optimization_target": "{{target}}", "prices": { {{Euro}} } }""");

        Assert.Equal(best, Scored(snapshot)[..1]);
    }

    [Fact]
    public void Scored_notes_its_parts_which_add_up_to_the_score()
    {
        var snapshot = Different($$"""{ "prices": { {{Euro}} } }""");
        var candidates = DifferentCandidates(snapshot);
        Cases.Ranked("scored", Cases.Context(snapshot), candidates);

        Assert.All(candidates, candidate => Assert.Equal(candidate.Score, candidate.Parts!.Sum(part => part.Value), 9));
        Assert.Equal(["cost", "latency", "quality", "availability", "power"], candidates[0].Parts!.Select(part => part.Name));
    }

    [Fact]
    public void Wishes_for_speed_or_little_power_shift_the_weights_of_their_request()
    {
        var snapshot = Different($$"""{ "optimization_target": "balanced", "prices": { {{Euro}} } }""");
        string Best(RoutingWishes wishes) => Cases.Ranked("scored", Cases.Context(snapshot, wishes: wishes), DifferentCandidates(snapshot))[..1];

        Assert.Equal("b", Best(new RoutingWishes { LatencyCritical = true }));
        Assert.Equal("e", Best(new RoutingWishes { PowerEfficient = true }));
    }

    [Fact]
    public void Weights_that_are_set_at_run_time_stand_before_the_configured_ones()
    {
        var snapshot = Different($$"""{ "optimization_target": "cost", "prices": { {{Euro}} } }""");
        var configured = Cases.Context(snapshot);
        var context = new RoutingContext { Head = configured.Head, Options = configured.Options, Weights = ScoreWeights.Of(OptimizationTarget.Quality) };

        Assert.Equal("c", Cases.Ranked("scored", context, DifferentCandidates(snapshot))[..1]);
    }

    /// <summary>a is cheap, b quick, c good, d never failed, e draws little.</summary>
    private static GatewaySnapshot Different(string routing) => Cases.Three(
        ["\"cost_per_token\": 0.1", "\"cost_per_token\": 1", "\"cost_per_token\": 1, \"characteristics\": { \"quality\": 0.95 }", "\"cost_per_token\": 1", "\"cost_per_token\": 1, \"characteristics\": { \"power_watts\": 5 }"],
        $$"""
            "routing": {{routing}}
            """);

    private static Candidate[] DifferentCandidates(GatewaySnapshot snapshot) => Cases.Candidates(snapshot, "m",
        ("a", Failing(1000, 3)), ("b", Failing(100, 3)), ("c", Failing(1000, 3)), ("d", Failing(1000, 0)), ("e", Failing(1000, 3)));

    private static TargetFacts Failing(double milliseconds, long failures) => Cases.Measured(milliseconds) with { Attempts = 10, Failures = failures };

    private static string Scored(GatewaySnapshot snapshot) => Cases.Ranked("scored", Cases.Context(snapshot), DifferentCandidates(snapshot));
}
