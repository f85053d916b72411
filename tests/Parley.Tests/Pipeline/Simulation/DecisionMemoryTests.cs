namespace Parley.Tests.Pipeline.Simulation;

/// <summary>What kept decisions hold in memory. Alone, since it is the memory of the whole process that is measured.</summary>
[Collection(nameof(AloneCollection))]
public sealed class DecisionMemoryTests
{
    private const int Kept = 10_000;

    [Theory]
    [InlineData(1, 1024)]
    // Two candidates more, with all that was known of them.
    [InlineData(3, 1024 + (2 * 200))]
    public Task Kept_decision_of_a_plain_request_holds_a_kilobyte_at_most(int targets, int bytes) => Task.Run(async () =>
    {
        using var gateway = new SimulatedGateway(targets, 1, static _ => new Fate(1), top: $"\"routing\": {{ \"kept_decisions\": {Kept} }}");
        // What is made once is there, and every place of the log is taken but for these.
        await AskAsync(gateway, 100);
        var before = Held();
        await AskAsync(gateway, Kept - 100);
        var each = (Held() - before) / (double)(Kept - 100);

        Assert.Equal(Kept, gateway.Decisions.Newest.Count());
        Assert.InRange(each, 1, bytes);
    });

    private static async Task AskAsync(SimulatedGateway gateway, int times)
    {
        for (var i = 0; i < times; i++)
            Assert.True((await gateway.AskAsync()).IsGood);
    }

    /// <summary>The least of several looks: what ends meanwhile is not held.</summary>
    private static long Held()
    {
        var least = long.MaxValue;
        for (var i = 0; i < 5; i++)
            least = Math.Min(least, GC.GetTotalMemory(forceFullCollection: true));
        return least;
    }
}

/// <summary>Tests that nothing may run beside.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
