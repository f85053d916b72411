using Parley.Resilience;

namespace Parley.Tests.Resilience;

/// <summary>What a second attempt after the learned percentile is worth, reckoned on drawn latencies with the very counters that the gateway uses.</summary>
public sealed class HedgingShareTests
{
    private const int Requests = 20_000;
    private const double Share = 0.05;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Worst_hundredth_is_cut_by_two_fifths_at_five_calls_more_in_a_hundred(int seed)
    {
        var chance = new Random(seed);
        var (times, budget) = (new FirstEventTimes(), new ShareBudget(reserve: 1, most: 50));
        var (plain, hedged) = (new List<double>(Requests), new List<double>(Requests));
        var second = 0;

        for (var i = 1; i <= Requests; i++)
        {
            var (first, other) = (Drawn(chance), Drawn(chance));
            var late = times.Within(95)?.TotalMilliseconds ?? double.PositiveInfinity;
            var asksTwice = first > late && budget.TryTake(i + second, Share);
            second += asksTwice ? 1 : 0;
            plain.Add(first);
            hedged.Add(asksTwice ? Math.Min(first, late + other) : first);
            times.Add(TimeSpan.FromMilliseconds(hedged[^1]));
        }

        Assert.InRange(second, 1, (Requests * Share) + 1);
        Assert.InRange(Worst(hedged), 0, Worst(plain) * 0.6);
    }

    private static double Worst(List<double> latencies) => latencies.Order().ElementAt(Requests * 99 / 100);

    /// <summary>Most answers begin within 300 ms; three in a hundred take seconds.</summary>
    private static double Drawn(Random chance) => chance.NextDouble() < 0.03 ? 3000 + (3000 * chance.NextDouble()) : 100 + (200 * chance.NextDouble());
}
