using Parley.AspNetCore.Tests.Failure;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Chaos;

/// <summary>Many requests against backends that fail often.</summary>
public sealed class ManyRequestsTests
{
    private const int Requests = 10_000;
    private const int AtOnce = 32;

    [Fact]
    public async Task Three_targets_that_fail_three_times_in_ten_answer_all_but_one_in_a_thousand()
    {
        await using var targets = await Targets.StartAsync(3, "\"retry\": { \"max_retries\": 2, \"initial_delay_ms\": 5 }");
        foreach (var (index, upstream) in targets.Upstreams.Index())
            upstream.Otherwise = Unreliable(new Random(index + 1));
        var (good, late) = (0, 0);

        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, cancellationToken) =>
        {
            using var response = await targets.AskAsync(headers: ("X-Deadline-Ms", "30000"));
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            if ((int)response.StatusCode == 200 && text.Contains("Hello there", StringComparison.Ordinal))
                Interlocked.Increment(ref good);
            else if ((int)response.StatusCode == 504)
                Interlocked.Increment(ref late);
        });

        Assert.InRange(good, Requests * 999 / 1000, Requests);
        Assert.Equal(0, late);
    }

    private static Func<ReceivedRequest, Script> Unreliable(Random chance) => _ =>
    {
        double drawn;
        lock (chance)
            drawn = chance.NextDouble();
        return drawn switch
        {
            < 0.1 => Script.Json("{}", 500),
            < 0.2 => Script.Json("{}", 503),
            < 0.3 => Script.Reset(),
            _ => Script.Json(WireSample.OpenAI.Reply),
        };
    };
}
