using Parley.Management.Costs;

namespace Parley.Tests.Management.Costs;

public sealed class CostTrendTests
{
    /// <summary>Normal, independent days: the month that follows is in the band in nineteen of twenty cases, however many days are known.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(14)]
    [InlineData(30)]
    [InlineData(90)]
    public void Band_holds_nineteen_of_twenty_months(int known)
    {
        const int Times = 4000;
        var random = new Random(known);
        var held = 0;
        for (var i = 0; i < Times; i++)
        {
            // So far above 0 that no band is cut there.
            var days = Enumerable.Range(0, known + CostTrend.Month).Select(day => 1_000_000 + (2 * day) + (decimal)Normal(random)).ToList();
            var projection = CostTrend.Of("USD", 0, TimeSpan.Zero, days[..known]);
            var month = days[known..].Sum();
            held += projection.TrendLow <= month && month <= projection.TrendHigh ? 1 : 0;
        }

        Assert.InRange(held / (double)Times, 0.935, 0.965);
    }

    [Theory]
    [InlineData(1, 12.7062)]
    [InlineData(2, 4.3027)]
    [InlineData(3, 3.1824)]
    [InlineData(5, 2.5706)]
    [InlineData(12, 2.1788)]
    [InlineData(28, 2.0484)]
    [InlineData(400, 1.9659)]
    public void Student_is_that_of_the_tables(int freedom, double quantile) => Assert.InRange(CostTrend.Student(freedom), quantile * 0.998, quantile * 1.002);

    [Fact]
    public void Nothing_falls_below_nothing()
    {
        var projection = CostTrend.Of("USD", 0, TimeSpan.Zero, [60, 50, 41, 30, 20, 11, 0]);

        Assert.True(projection is { Trend: >= 0, TrendLow: 0 } && projection.Trend <= projection.TrendHigh, projection.ToString());
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
