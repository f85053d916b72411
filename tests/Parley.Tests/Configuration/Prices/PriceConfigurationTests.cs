using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Providers;
using Parley.Routing;
using Parley.Tests.Routing;

namespace Parley.Tests.Configuration.Prices;

/// <summary>Whose price a target has.</summary>
public sealed class PriceConfigurationTests
{
    private static readonly DateOnly Day = new(2026, 11, 30);

    [Theory]
    [InlineData("""{ "id": "x", "type": "openai" }""", "gpt-4o", "Book:2.5/10")]
    [InlineData("""{ "id": "x", "type": "openai" }""", "gpt-4o-2024-08-06", "Book:2.5/10")]
    [InlineData("""{ "id": "x", "type": "openai" }""", "no-such-model", "")]
    [InlineData("""{ "id": "x", "type": "openai", "endpoint": "https://api.openai.com/v1" }""", "gpt-4o", "Book:2.5/10")]
    [InlineData("""{ "id": "x", "type": "openai", "endpoint": "https://llm.example.com/v1" }""", "gpt-4o", "")]
    [InlineData("""{ "id": "x", "type": "openai", "endpoint": "https://llm.example.com/v1", "priced_as": "openai" }""", "gpt-4o", "Book:2.5/10")]
    [InlineData("""{ "id": "x", "type": "openai-compatible", "endpoint": "http://127.0.0.1:9" }""", "gpt-4o", "")]
    [InlineData("""{ "id": "x", "type": "openai", "cost_per_token": 0.001 }""", "gpt-4o", "Operator:1/1")]
    [InlineData("""{ "id": "x", "type": "azure", "endpoint": "https://mine.openai.azure.com" }""", "gpt-4o", "Book:2.5/10")]
    [InlineData("""{ "id": "x", "type": "ollama" }""", "llama3", "OwnHardware:0/0")]
    [InlineData("""{ "id": "x", "type": "ollama", "hardware": "cloud" }""", "llama3", "")]
    [InlineData("""{ "id": "x", "type": "ollama", "cost_per_token": 0.0002 }""", "llama3", "Operator:0.2/0.2")]
    [InlineData("""{ "id": "x", "type": "vertex-anthropic", "variables": { "project": "p" } }""", "claude-3-opus@20240229", "Book:15/75")]
    public void Price_is_the_operators_or_the_providers_own(string backend, string model, string price)
    {
        var snapshot = Files.Compile($$"""{ "backends": [ {{backend}} ] }""");

        Assert.Equal(price, Shown(new Target(snapshot.Find("x")!, model).PriceAt(Day)));
    }

    [Theory]
    [InlineData("""{ "model": "x/gpt-*", "input": 1, "output": 2, "currency": "eur" }""", "Operator:1/2")]
    [InlineData("""{ "model": "gpt-4o", "input": 1, "output": 2 }, { "model": "*", "input": 9, "output": 9 }""", "Operator:1/2")]
    [InlineData("""{ "model": "y/*", "input": 1, "output": 2 }""", "Book:2.5/10")]
    [InlineData("""{ "model": "*", "from": "2026-12-01", "input": 1, "output": 2 }""", "Book:2.5/10")]
    [InlineData("""{ "model": "*", "to": "2026-11-29", "input": 1, "output": 2 }""", "Book:2.5/10")]
    [InlineData("""{ "model": "*", "from": "2026-11-30", "to": "2026-11-30", "input": 1, "output": 2 }""", "Operator:1/2")]
    public void Rows_of_the_operator_stand_before_the_book(string rows, string price)
    {
        var snapshot = Files.Compile($$"""{ "backends": [ { "id": "x", "type": "openai" } ], "prices": [ {{rows}} ] }""");

        Assert.Equal(price, Shown(new Target(snapshot.Find("x")!, "gpt-4o").PriceAt(Day)));
    }

    [Fact]
    public void Provider_s_list_stands_between_the_operator_and_the_book()
    {
        var listed = new ModelFacts(null, null, new TokenPrice(7, 8, "USD"));
        var target = new Target(Files.Compile("""{ "backends": [ { "id": "x", "type": "openai" } ] }""").Find("x")!, "gpt-4o");
        var said = new Target(Files.Compile("""{ "backends": [ { "id": "x", "type": "openai" } ], "prices": [ { "model": "gpt-4o", "input": 1, "output": 2 } ] }""").Find("x")!, "gpt-4o");

        Assert.Equal("ProviderList:7/8", Shown(new Candidate(target, 0) { Day = Day, Model = listed }.PriceRow));
        Assert.Equal("Operator:1/2", Shown(new Candidate(said, 0) { Day = Day, Model = listed }.PriceRow));
        Assert.Equal("Book:2.5/10", Shown(new Candidate(target, 0) { Day = Day }.PriceRow));
        Assert.Equal(128_000, new Candidate(said, 0) { Day = Day }.ContextWindow);
    }

    [Fact]
    public void Provider_s_list_says_more_than_two_rates()
    {
        var entry = System.Text.Json.JsonDocument.Parse("""{"id":"m","pricing":{"prompt":"0.000003","completion":"0.000015","input_cache_read":"0.0000003","input_cache_write":"0.00000375","request":"0.01","web_search":"0.02","image":"0.0048","internal_reasoning":"0"}}""").RootElement;

        var row = ModelFacts.Of(entry).PriceRow!;

        Assert.Equal(new Rates { Input = 3, CacheRead = 0.3m, CacheWrite5m = 3.75m, Output = 15, PerCall = 0.01m, PerSearch = 0.02m }, row.Rates);
        Assert.Equal(("the provider's list", PriceOrigin.ProviderList), (row.Source, row.Origin));
    }

    [Fact]
    public void Own_rates_are_completed_from_one_another()
    {
        var snapshot = Files.Compile("""
            { "backends": [ { "id": "x", "type": "openai" } ],
              "prices": [ { "model": "m", "input": 4, "cache_read": 1, "output": 8, "batch": { "share": 0.5 }, "priority": { "input": 10, "output": 20 }, "tiers": [ { "above": 1000, "input": 6 } ] } ] }
            """);

        var row = new Target(snapshot.Find("x")!, "m").PriceAt(Day)!;

        Assert.Equal(new Rates { Input = 6, CacheRead = 1, Output = 8 }, Assert.Single(row.Tiers).Rates);
        Assert.Equal(new Rates { Input = 2, CacheRead = 0.5m, Output = 4 }, row.Batch!.Rates);
        Assert.Equal(new Rates { Input = 3, CacheRead = 0.5m, Output = 4 }, Assert.Single(row.Batch.Tiers).Rates);
        Assert.Equal(new Rates { Input = 10, CacheRead = 1, Output = 20 }, row.Priority!.Rates);
        Assert.Null(row.Flex);
        Assert.Equal("prices", row.Source);
    }

    [Theory]
    [InlineData("""{ "model": "m" }""", "PRL1006", "the price of `m` says no rate")]
    [InlineData("""{ "model": "m", "input": 1, "currency": "euro" }""", "PRL1005", "`euro` is no currency")]
    [InlineData("""{ "model": "m", "input": 1, "from": "2026-02-01", "to": "2026-01-01" }""", "PRL1005", "the price of `m` ends before it begins")]
    [InlineData("""{ "model": "m", "input": 1, "from": "yesterday" }""", "PRL1004", "a day such as 2026-11-30 is wanted here, not a text")]
    [InlineData("""{ "model": "m", "input": -1 }""", "PRL1005", "-1 is too small")]
    [InlineData("""{ "input": 1 }""", "PRL1006", "field `model` is missing")]
    public void Wrong_price_is_told(string row, string code, string message)
    {
        var problems = Files.Load($$"""{ "prices": [ {{row}} ] }""").Problems.Where(static problem => problem.Severity == Severity.Error).Select(static problem => (problem.Code.Id, problem.Message));

        Assert.Contains((code, message), problems);
    }

    [Fact]
    public void Prices_of_a_provider_that_does_not_exist_are_told()
    {
        var problem = Files.Load("""{ "backends": [ { "id": "x", "type": "openai", "priced_as": "opnai" } ] }""").OnlyError();

        Assert.Equal(("PRL1101", "did you mean `openai`?"), (problem.Code.Id, problem.Hint));
    }

    [Fact]
    public void Unknown_price_is_reckoned_at_the_dearest_of_its_provider_where_that_is_wanted()
    {
        var snapshot = Files.Compile("""{ "backends": [ { "id": "x", "type": "anthropic" }, { "id": "y", "type": "openai-compatible", "endpoint": "http://127.0.0.1:9" } ], "routing": { "prices": { "unknown": "estimate_high" } } }""");

        var own = new Target(snapshot.Find("x")!, "claude-next").PriceAt(Day)!;
        var other = new Target(snapshot.Find("y")!, "anything").PriceAt(Day)!;

        Assert.Equal(PriceBook.BuiltIn.Highest("anthropic", Day)!.Rates, own.Rates);
        Assert.Equal(PriceBook.BuiltIn.Highest(Day)!.Rates, other.Rates);
        Assert.Equal(PriceOrigin.Estimate, own.Origin);
        Assert.Contains("as the dearest that is known", own.Source, StringComparison.Ordinal);
        Assert.True(own.CostOf(new() { Input = Dialects.Conversation.TokenCount.Exact(1), Output = Dialects.Conversation.TokenCount.Exact(1) })!.IsEstimated);
        Assert.Equal(PriceOrigin.Book, new Target(snapshot.Find("x")!, "claude-3-opus").PriceAt(Day)!.Origin);
    }

    [Theory]
    [InlineData("allow", "")]
    [InlineData("estimate_high", "")]
    [InlineData("reject", "b: its price is unknown, and `routing.prices.unknown` is `reject`")]
    public void Target_with_an_unknown_price_is_left_out_where_that_is_wanted(string policy, string refusals)
    {
        var snapshot = Cases.Three(["\"cost_per_token\": 1", ""], $$""" "routing": { "prices": { "unknown": "{{policy}}" } } """);

        Assert.Equal(refusals, Cases.Refusals("price", Cases.Context(snapshot), Cases.Candidates(snapshot)));
    }

    [Fact]
    public void Lowest_cost_works_without_a_word_of_configuration()
    {
        var snapshot = Files.Compile("""
            { "backends": [ { "id": "openai", "api_key": "k" }, { "id": "anthropic", "api_key": "k" }, { "id": "groq", "api_key": "k" } ],
              "models": [ { "name": "m", "targets": ["openai/gpt-4-turbo", "anthropic/claude-3-haiku-20240307", "groq/llama-3.1-8b-instant"] } ] }
            """);

        Assert.Equal("groq anthropic openai", Cases.Ranked("lowest_cost", Cases.Context(snapshot), Cases.Candidates(snapshot)));
    }

    [Fact]
    public void Long_prompt_is_compared_by_the_price_of_its_tier()
    {
        var snapshot = Cases.Three(["", ""], """ "prices": [ { "model": "a/*", "input": 1, "output": 1, "tiers": [ { "above": 5000, "input": 10 } ] }, { "model": "b/*", "input": 2, "output": 2 } ] """);

        Assert.Equal("a b", Cases.Ranked("lowest_cost", Cases.Context(snapshot, Cases.Head(tokens: 5000)), Cases.Candidates(snapshot)));
        Assert.Equal("b a", Cases.Ranked("lowest_cost", Cases.Context(snapshot, Cases.Head(tokens: 5001)), Cases.Candidates(snapshot)));
    }

    [Fact]
    public void Price_of_a_call_counts_in_comparisons()
    {
        var snapshot = Cases.Three(["", ""], """ "prices": [ { "model": "a/*", "input": 0, "output": 0, "per_call": 0.01 }, { "model": "b/*", "input": 1, "output": 1 } ] """);

        Assert.Equal("b a", Cases.Ranked("lowest_cost", Cases.Context(snapshot), Cases.Candidates(snapshot)));
    }

    [Fact]
    public void Change_of_a_price_is_a_change_of_the_backend_and_no_change_is_none()
    {
        static GatewaySnapshot With(string input) => Files.Compile($$"""{ "backends": [ { "id": "x", "type": "openai" } ], "prices": [ { "model": "*", "input": {{input}} } ] }""");

        Assert.Equal(["~ backend x"], SnapshotChanges.Between(With("1"), With("2")));
        Assert.Empty(SnapshotChanges.Between(With("1"), With("1")));
    }

    private static string Shown(PriceRow? row) => row is null ? "" : FormattableString.Invariant($"{row.Origin}:{row.Rates.Input:0.####}/{row.Rates.Output:0.####}");
}
