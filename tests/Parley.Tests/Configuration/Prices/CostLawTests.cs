using FsCheck;
using FsCheck.Fluent;
using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Tests.Configuration.Prices;

/// <summary>Laws that hold for any rates and any numbers of tokens.</summary>
public sealed class CostLawTests
{
    private const int Bound = 100_000;

    private static readonly Gen<decimal> Rate = Gen.Choose(0, 2_000_000).Select(static number => number / 10_000m);

    private static readonly Gen<decimal?> PerhapsRate = Gen.OneOf(Rate.Select(static rate => (decimal?)rate), Gen.Constant((decimal?)null));

    /// <summary>Rates of which those for long prompts are the higher ones.</summary>
    private static readonly Gen<PriceRow> Rows =
        from amounts in Gen.ListOf(PerhapsRate, 8)
        from input in Rate
        from output in Rate
        from factor in Gen.Choose(10, 30)
        let rates = new Rates { Input = input, Output = output, CacheRead = amounts[0], CacheWrite5m = amounts[1], CacheWrite1h = amounts[2], AudioInput = amounts[3], ImageInput = amounts[4], Reasoning = amounts[5], AudioOutput = amounts[6] }
        select PriceRow.Complete(new PriceRow { Id = "openai/m", Rates = rates, Tiers = [new PriceTier(Bound, rates.Times(factor / 10m))] });

    private static Arbitrary<(PriceRow Row, Usage One, Usage Other)> Cases(int most) =>
        (from row in Rows from one in UsageOf(most) from other in UsageOf(most) select (row, one, other)).ToArbitrary();

    [Fact]
    public void Lines_make_the_total() => Prop.ForAll(Cases(1_000_000), static drawn =>
    {
        var cost = drawn.Row.CostOf(drawn.One)!;
        return cost.Lines.Sum(static line => line.Amount) == cost.Total.Amount && cost.Lines.Sum(static line => line.Units) == drawn.One.TotalInput + drawn.One.TotalOutput;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void More_tokens_never_cost_less() => Prop.ForAll(Cases(1_000_000), static drawn =>
        drawn.Row.CostOf(drawn.One.Plus(drawn.Other))!.Total.Amount >= drawn.Row.CostOf(drawn.One)!.Total.Amount).QuickCheckThrowOnFailure();

    [Fact]
    public void Within_a_tier_two_calls_cost_what_their_tokens_cost_together() => Prop.ForAll(Cases(Bound / 12), static drawn =>
        drawn.Row.CostOf(drawn.One.Plus(drawn.Other))!.Total.Amount == drawn.Row.CostOf(drawn.One)!.Total.Amount + drawn.Row.CostOf(drawn.Other)!.Total.Amount).QuickCheckThrowOnFailure();

    private static Gen<Usage> UsageOf(int most) =>
        from tokens in Gen.ListOf(Gen.Choose(0, most), 9)
        select new Usage
        {
            Input = TokenCount.Exact(tokens[0]),
            CacheRead = TokenCount.Exact(tokens[1]),
            CacheWrite5m = TokenCount.Exact(tokens[2]),
            CacheWrite1h = TokenCount.Exact(tokens[3]),
            AudioInput = TokenCount.Exact(tokens[4]),
            ImageInput = TokenCount.Exact(tokens[5]),
            Output = TokenCount.Exact(tokens[6]),
            Reasoning = TokenCount.Exact(tokens[7]),
            AudioOutput = TokenCount.Exact(tokens[8]),
        };
}
