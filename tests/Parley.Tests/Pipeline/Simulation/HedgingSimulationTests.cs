using Parley.Routing.Adaptive;

namespace Parley.Tests.Pipeline.Simulation;

/// <summary>What a second attempt is worth that begins when the first is later than usual: through the whole engine, with nothing configured but that it is wanted.</summary>
public sealed class HedgingSimulationTests
{
    private const int Requests = 4000;
    private const string Hedge = "\"hedge\": { \"enabled\": true }";

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public async Task Worst_hundredth_is_cut_by_two_fifths_at_five_calls_more_in_a_hundred(ulong seed, bool hasLongTail)
    {
        var (plain, _) = await RunAsync(seed, hasLongTail, "");
        var (hedged, calls) = await RunAsync(seed, hasLongTail, Hedge);

        Assert.InRange(Quantile(hedged, 0.99), 0, Quantile(plain, 0.99) * 0.6);
        Assert.InRange(calls - Requests, 1, Requests * 0.05);
        // Nobody pays for it: whoever was not late is as fast as before.
        Assert.Equal(Quantile(plain, 0.5), Quantile(hedged, 0.5), Quantile(plain, 0.5) * 0.01);
    }

    [Fact]
    public async Task Run_with_the_same_seed_is_the_same()
    {
        var (one, other) = (await RunAsync(4, true, Hedge, 500), await RunAsync(4, true, Hedge, 500));

        Assert.Equal(one.Latencies, other.Latencies);
        Assert.Equal(one.Calls, other.Calls);
    }

    private static Task<(List<double> Latencies, int Calls)> RunAsync(ulong seed, bool hasLongTail, string hedge, int requests = Requests) => Task.Run(async () =>
    {
        using var gateway = new SimulatedGateway(2, seed, hasLongTail ? LongTail : Stragglers, hedge);
        var latencies = new List<double>(requests);
        for (var i = 0; i < requests; i++)
        {
            var answer = await gateway.AskAsync();
            Assert.True(answer.IsGood, answer.Text);
            latencies.Add(answer.FirstEvent!.Value.TotalMilliseconds);
        }
        return (latencies, gateway.Calls);
    });

    private static double Quantile(List<double> latencies, double share) => latencies.Order().ElementAt((int)(latencies.Count * share));

    /// <summary>Most answers begin within 300 ms; three in a hundred take seconds.</summary>
    private static Fate Stragglers(SeededRandom chance) => new(chance.NextDouble() < 0.03 ? 3000 + (3000 * chance.NextDouble()) : 100 + (200 * chance.NextDouble()));

    /// <summary>Logarithms that are normally distributed: the 99th percentile is thirty times the median.</summary>
    private static Fate LongTail(SeededRandom chance) => new(100 * Math.Exp(1.5 * chance.NextNormal()));
}
