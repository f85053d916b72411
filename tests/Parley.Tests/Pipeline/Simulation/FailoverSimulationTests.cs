using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;
using Parley.Resilience;
using Parley.Routing.Adaptive;

namespace Parley.Tests.Pipeline.Simulation;

/// <summary>Many requests against backends that fail often, through the whole engine.</summary>
public sealed class FailoverSimulationTests
{
    private const int Requests = 10_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public Task Three_targets_that_fail_three_times_in_ten_answer_all_but_one_in_a_thousand(ulong seed) => Task.Run(async () =>
    {
        using var gateway = new SimulatedGateway(3, seed, Unreliable);
        var (good, latest) = await RunAsync(gateway, Requests);

        Assert.InRange(good, Requests * 999 / 1000, Requests);
        Assert.InRange(latest, TimeSpan.Zero, Deadline);
    });

    [Theory]
    [InlineData("round_robin", 4)]
    [InlineData("random", 5)]
    [InlineData("lowest_latency", 6)]
    [InlineData("scored", 7)]
    public Task Strategy_makes_no_difference_to_that(string strategy, ulong seed) => Task.Run(async () =>
    {
        using var gateway = new SimulatedGateway(3, seed, Unreliable, $"\"strategy\": \"{strategy}\"");
        var (good, latest) = await RunAsync(gateway, Requests);

        Assert.InRange(good, Requests * 999 / 1000, Requests);
        Assert.InRange(latest, TimeSpan.Zero, Deadline);
    });

    [Fact]
    public Task Nobody_waits_past_the_deadline_where_nobody_answers() => Task.Run(async () =>
    {
        using var gateway = new SimulatedGateway(3, 1, static chance => chance.NextDouble() < 0.5 ? new Fate(null) : new Fate(400 * chance.NextDouble(), Failed(FaultKind.Overloaded)));
        for (var i = 0; i < 500; i++)
        {
            var answer = await gateway.AskAsync(TimeSpan.FromSeconds(2));

            Assert.InRange(answer.Took, TimeSpan.Zero, TimeSpan.FromSeconds(2) + (2 * Watchdog.Period));
            Assert.Contains(answer.Settlement.Fault?.Kind, new FaultKind?[] { FaultKind.TotalTimeout, FaultKind.Overloaded });
        }
    });

    [Fact]
    public Task Run_with_the_same_seed_is_the_same() => Task.Run(async () =>
    {
        Assert.Equal(await TimesAsync(), await TimesAsync());

        static async Task<List<TimeSpan>> TimesAsync()
        {
            using var gateway = new SimulatedGateway(3, 9, Unreliable, "\"strategy\": \"random\"");
            var times = new List<TimeSpan>();
            for (var i = 0; i < 500; i++)
                times.Add((await gateway.AskAsync(Deadline)).Took);
            return times;
        }
    });

    private static async Task<(int Good, TimeSpan Latest)> RunAsync(SimulatedGateway gateway, int requests)
    {
        var (good, latest) = (0, TimeSpan.Zero);
        for (var i = 0; i < requests; i++)
        {
            var answer = await gateway.AskAsync(Deadline);
            good += answer.IsGood ? 1 : 0;
            latest = answer.Took > latest ? answer.Took : latest;
        }
        return (good, latest);
    }

    /// <summary>Three calls in ten fail, each in one of three ways.</summary>
    private static Fate Unreliable(SeededRandom chance)
    {
        var (drawn, time) = (chance.NextDouble(), 50 + (400 * chance.NextDouble()));
        return drawn switch
        {
            < 0.1 => new Fate(time, Failed(FaultKind.Upstream)),
            < 0.2 => new Fate(time, Failed(FaultKind.Overloaded)),
            < 0.3 => new Fate(time, Failed(FaultKind.MalformedReply) with { Cause = NetworkFaults.ConnectionLost }),
            _ => new Fate(time),
        };
    }

    private static Fault Failed(FaultKind kind) => new(kind, "It failed.");
}
