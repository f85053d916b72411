using Parley.AspNetCore.Tests.Failure;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Limits;

/// <summary>Several targets without room, of which only some let requests wait.</summary>
public sealed class QueueTests
{
    private const string Queues = "\"limits\": { \"concurrency\": 1, \"queue_length\": 1, \"queue_ms\": 60000 }";
    private const string Refuses = "\"limits\": { \"concurrency\": 1, \"queue_length\": 0 }";

    private static readonly Script Good = Script.Json(WireSample.OpenAI.Reply);

    [Theory]
    [InlineData("", Queues, Refuses)]
    [InlineData("", Refuses, Queues)]
    [InlineData("\"parallel\": { \"mode\": \"first\" }", Queues, Refuses)]
    [InlineData("\"parallel\": { \"mode\": \"first\" }", Refuses, Queues)]
    [InlineData("\"parallel\": { \"mode\": \"all\" }", Refuses, Queues)]
    [InlineData("\"hedge\": { \"enabled\": true }", Queues, Refuses)]
    [InlineData("\"forwarding\": { \"enabled\": true, \"min_confidence\": 0 }", Queues, Refuses)]
    public async Task One_that_lets_wait_is_waited_for_wherever_it_stands(string model, string first, string second)
    {
        await using var targets = await Targets.StartAsync(2, model, first, others: second);
        var (arrived, go) = (new[] { new TaskCompletionSource(), new TaskCompletionSource() }, new TaskCompletionSource());
        for (var i = 0; i < 2; i++)
        {
            var here = arrived[i];
            targets.Upstreams[i].Otherwise = _ => here.TrySetResult() ? Script.Silence(go.Task).Append(Good) : Good;
        }

        List<Task<HttpResponseMessage>> asked = [targets.AskAsync()];
        if (!model.Contains("parallel", StringComparison.Ordinal))
        {
            await arrived[0].Task.WaitAsync(TimeSpan.FromSeconds(60));
            asked.Add(targets.AskAsync());
        }
        await Task.WhenAll(arrived.Select(static here => here.Task)).WaitAsync(TimeSpan.FromSeconds(60));
        // Both are full: of two more one waits, and the other finds nobody who lets it.
        Task<HttpResponseMessage>[] late = [targets.AskAsync(), targets.AskAsync()];
        var refused = await Task.WhenAny(late);
        Assert.Equal(429, (int)(await refused).StatusCode);
        go.SetResult();

        Assert.Equal([200, 429], (await Task.WhenAll(late)).Select(static response => (int)response.StatusCode).Order());
        Assert.All(await Task.WhenAll(asked), static response => Assert.Equal(200, (int)response.StatusCode));
    }

    [Fact]
    public async Task Only_one_is_waited_for_in_vain_and_the_other_is_asked_once_more()
    {
        const string Limits = "\"limits\": { \"concurrency\": 1, \"queue_ms\": 200 }";
        await using var targets = await Targets.StartAsync(2, "", Limits, others: Limits);
        var (arrived, go) = (new[] { new TaskCompletionSource(), new TaskCompletionSource() }, new TaskCompletionSource());
        for (var i = 0; i < 2; i++)
        {
            var here = arrived[i];
            targets.Upstreams[i].Otherwise = _ => here.TrySetResult() ? Script.Silence(go.Task).Append(Good) : Good;
        }
        List<Task<HttpResponseMessage>> asked = [targets.AskAsync()];
        await arrived[0].Task.WaitAsync(TimeSpan.FromSeconds(60));
        asked.Add(targets.AskAsync());
        await arrived[1].Task.WaitAsync(TimeSpan.FromSeconds(60));

        using var refused = await targets.AskAsync();

        var attempts = (await targets.Gateway.Settled.NextAsync()).Attempts;
        go.SetResult();
        Assert.All(await Task.WhenAll(asked), static response => Assert.Equal(200, (int)response.StatusCode));
        Assert.Equal(429, (int)refused.StatusCode);
        Assert.Equal(["t0 False", "t1 True", "t0 False"], attempts.Select(static attempt => $"{attempt.Target.Backend.Id} {attempt.Queued > TimeSpan.Zero}"));
    }

    [Theory]
    [InlineData("\"rpm\": 1, \"queue_ms\": 1000", "^t0/m-1 has no room for about \\d+ s: the requests that it may be sent in a minute are used up \\(rpm: 1\\), and no request waits longer there than 1000 ms \\(queue_ms\\)\\.$")]
    [InlineData("\"rpd\": 1", "^t0/m-1 has no room for about \\d{5} s: the requests that it may be sent in a day are used up \\(rpd: 1\\), and no request waits longer there than 30000 ms \\(queue_ms\\)\\.$")]
    [InlineData("\"tpm\": 1, \"queue_length\": 0", "^t0/m-1 has no room for about \\d+ s: the tokens that it may be sent in a minute are used up \\(tpm: 1\\), and no request waits there \\(queue_length: 0\\)\\.$")]
    public async Task Refusal_says_what_is_full_for_how_long_and_where_that_is_configured(string limits, string message)
    {
        await using var targets = await Targets.StartAsync(1, "\"retry\": { \"max_retries\": 0 }", $"\"limits\": {{ {limits} }}");
        targets.Upstreams[0].Otherwise = static _ => Good;
        using var one = await targets.AskAsync();
        await targets.Gateway.Settled.NextAsync();

        using var refused = await targets.AskAsync();

        Assert.Equal(429, (int)refused.StatusCode);
        Assert.Matches(message, (await targets.Gateway.Settled.NextAsync()).Fault!.Message);
    }

    [Fact]
    public async Task Refusal_says_that_the_queue_is_full()
    {
        await using var targets = await Targets.StartAsync(1, "", Queues);
        var (arrived, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        targets.Upstreams[0].Otherwise = _ => arrived.TrySetResult() ? Script.Silence(go.Task).Append(Good) : Good;
        var running = targets.AskAsync();
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Task<HttpResponseMessage>[] late = [targets.AskAsync(), targets.AskAsync()];

        using var refused = await await Task.WhenAny(late);

        Assert.Contains("t0/m-1 has no room for about 1 s: as many requests run as may at one time (concurrency: 1), and the queue is full (queue_length: 1).", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        go.SetResult();
        Assert.Equal([200, 429], (await Task.WhenAll(late)).Select(static response => (int)response.StatusCode).Order());
        Assert.Equal(200, (int)(await running).StatusCode);
    }

    [Theory]
    [InlineData("rpm", "rpd")]
    [InlineData("rpd", "rpm")]
    public async Task Time_of_a_refusal_is_that_of_the_target_that_has_room_first(string first, string second)
    {
        await using var targets = await Targets.StartAsync(2, "\"retry\": { \"max_retries\": 0 }", $"\"limits\": {{ \"{first}\": 1, \"queue_ms\": 1 }}", others: $"\"limits\": {{ \"{second}\": 1, \"queue_ms\": 1 }}");
        foreach (var upstream in targets.Upstreams)
            upstream.Otherwise = static _ => Good;
        using var one = await targets.AskAsync();
        using var two = await targets.AskAsync();

        using var refused = await targets.AskAsync();

        Assert.Equal([1, 1], targets.Calls);
        Assert.Equal(429, (int)refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 20, 60);
    }
}
