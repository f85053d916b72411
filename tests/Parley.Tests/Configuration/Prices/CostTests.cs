using System.Globalization;
using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Tests.Configuration.Prices;

public sealed class CostTests
{
    private static readonly PriceRow Full = Row(new Rates
    {
        Input = 3,
        CacheRead = 0.3m,
        CacheWrite5m = 3.75m,
        CacheWrite1h = 6,
        AudioInput = 32,
        ImageInput = 5,
        Output = 15,
        Reasoning = 20,
        AudioOutput = 64,
        PerCall = 0.005m,
        PerSearch = 0.01m,
    });

    [Theory]
    [InlineData("input", "0.000003")]
    [InlineData("cache_read", "0.0000003")]
    [InlineData("cache_write_5m", "0.00000375")]
    [InlineData("cache_write_1h", "0.000006")]
    [InlineData("audio_input", "0.000032")]
    [InlineData("image_input", "0.000005")]
    [InlineData("output", "0.000015")]
    [InlineData("reasoning", "0.00002")]
    [InlineData("audio_output", "0.000064")]
    public void Each_kind_of_tokens_has_its_own_line_at_its_own_rate(string bucket, string rated)
    {
        var amount = decimal.Parse(rated, CultureInfo.InvariantCulture);
        var cost = Full.CostOf(OneOf(bucket))!;

        var line = Assert.Single(cost.Lines, static line => line.Bucket != "per_call");
        Assert.Equal((bucket, 1, amount), (line.Bucket, line.Units, line.Amount));
        Assert.Equal(amount + 0.005m, cost.Total.Amount);
        Assert.False(cost.IsEstimated);
    }

    [Fact]
    public void Calls_and_searches_are_charged_by_the_piece()
    {
        var cost = Full.CostOf(Used(0, 0) with { Searches = 3 })!;

        Assert.Equal([new CostLine("per_call", 1, 0.005m, 0.005m), new CostLine("per_search", 3, 0.01m, 0.03m)], cost.Lines);
        Assert.Equal(new Money(0.035m, "USD"), cost.Total);
    }

    [Fact]
    public void Kind_without_a_rate_costs_what_it_is_a_special_case_of()
    {
        var row = Row(new Rates { Input = 2, Output = 8 });
        var usage = new Usage
        {
            Input = TokenCount.Exact(1_000_000),
            CacheRead = TokenCount.Exact(1_000_000),
            CacheWrite5m = TokenCount.Exact(1_000_000),
            ImageInput = TokenCount.Exact(1_000_000),
            Output = TokenCount.Exact(1_000_000),
            Reasoning = TokenCount.Exact(1_000_000),
        };

        var cost = row.CostOf(usage)!;

        Assert.Equal([2, 2, 2, 2, 8, 8], cost.Lines.Select(static line => line.Amount));
        Assert.False(cost.IsEstimated);
    }

    [Fact]
    public void Sound_at_the_price_of_text_is_an_estimate() =>
        Assert.True(Row(new Rates { Input = 2, Output = 8 }).CostOf(Used(1, 1) with { AudioInput = TokenCount.Exact(5) })!.IsEstimated);

    [Theory]
    [InlineData(200_000, "0.6", "0.15")]
    [InlineData(200_001, "1.200006", "0.225")]
    public void Long_prompt_is_charged_by_its_tier_as_a_whole(long input, string read, string written)
    {
        var row = Row(new Rates { Input = 3, Output = 15 }) with { Tiers = [new PriceTier(200_000, new Rates { Input = 6, Output = 22.5m })] };

        var cost = row.CostOf(Used(input, 10_000))!;

        Assert.Equal([read, written], cost.Lines.Select(static line => line.Amount.ToString("0.######", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Cached_tokens_count_for_the_tier()
    {
        var row = Row(new Rates { Input = 3, CacheRead = 0.3m, Output = 15 }) with { Tiers = [new PriceTier(200_000, new Rates { Input = 6, CacheRead = 0.6m, Output = 22.5m })] };

        var cost = row.CostOf(Used(1000, 0) with { CacheRead = TokenCount.Exact(1_000_000) })!;

        Assert.Equal(0.606m, cost.Total.Amount);
    }

    [Theory]
    [InlineData(ServiceTier.Unknown, "10", false)]
    [InlineData(ServiceTier.Standard, "10", false)]
    [InlineData(ServiceTier.Batch, "5", false)]
    [InlineData(ServiceTier.Priority, "17.5", false)]
    [InlineData(ServiceTier.Flex, "10", true)]
    [InlineData(ServiceTier.Other, "10", true)]
    public void Service_tier_has_its_own_rates_and_one_without_is_an_estimate(ServiceTier tier, string amount, bool isEstimate)
    {
        var row = Row(new Rates { Input = 10, Output = 0 }) with { Batch = new ServicePrice(new Rates { Input = 5 }), Priority = new ServicePrice(new Rates { Input = 17.5m }) };

        var cost = row.CostOf(Used(1_000_000, 0) with { ServiceTier = tier })!;

        Assert.Equal((amount, isEstimate), (cost.Total.Amount.ToString("0.#", CultureInfo.InvariantCulture), cost.IsEstimated));
    }

    [Fact]
    public void Usage_that_nobody_tells_has_no_cost() => Assert.Null(Full.CostOf(Usage.Unknown));

    [Fact]
    public void Answer_whose_tokens_nobody_counted_makes_an_estimate() =>
        Assert.True(Full.CostOf(new Usage { Input = TokenCount.Exact(10) })!.IsEstimated);

    [Fact]
    public void Estimated_tokens_make_an_estimate() =>
        Assert.True(Full.CostOf(new Usage { Input = TokenCount.Estimated(10), Output = TokenCount.Exact(1) })!.IsEstimated);

    [Fact]
    public void Call_without_tokens_costs_what_a_search_does_where_only_searches_are_sold() =>
        Assert.Equal(0.002m, Row(new Rates { PerSearch = 0.002m }).CostOf(new Usage { Searches = 1 })!.Total.Amount);

    [Fact]
    public void Amounts_are_exact_to_the_last_digit() =>
        Assert.Equal(0.000000000375m, Row(new Rates { Input = 0.000375m, Output = 0 }).CostOf(Used(1, 0))!.Total.Amount);

    [Fact]
    public void Version_changes_with_a_figure_and_with_nothing_else()
    {
        var row = Row(new Rates { Input = 3, Output = 15 });

        Assert.Equal(row.Version, Row(new Rates { Input = 3.00m, Output = 15.0m }).Version);
        Assert.Equal(row.Version, PriceRow.Complete(row with { Source = "elsewhere", Checked = new DateOnly(2026, 1, 1) }).Version);
        Assert.NotEqual(row.Version, Row(new Rates { Input = 3, Output = 15.1m }).Version);
        Assert.NotEqual(row.Version, Row(new Rates { Input = 3, Reasoning = 15 }).Version);
        Assert.NotEqual(row.Version, PriceRow.Complete(row with { Tiers = [new PriceTier(1, row.Rates)] }).Version);
        Assert.Equal(row.Version, row.CostOf(Used(1, 1))!.PriceVersion);
    }

    private static Usage OneOf(string bucket)
    {
        var one = TokenCount.Exact(1);
        return bucket switch
        {
            "input" => Used(1, 0),
            "cache_read" => Used(0, 0) with { CacheRead = one },
            "cache_write_5m" => Used(0, 0) with { CacheWrite5m = one },
            "cache_write_1h" => Used(0, 0) with { CacheWrite1h = one },
            "audio_input" => Used(0, 0) with { AudioInput = one },
            "image_input" => Used(0, 0) with { ImageInput = one },
            "output" => Used(0, 1),
            "reasoning" => Used(0, 0) with { Reasoning = one },
            _ => Used(0, 0) with { AudioOutput = one },
        };
    }

    private static Usage Used(long input, long output) => new() { Input = TokenCount.Exact(input), Output = TokenCount.Exact(output) };

    private static PriceRow Row(Rates rates) => PriceRow.Complete(new PriceRow { Id = "openai/m", Rates = rates });
}
