using Parley.Configuration;
using Parley.Resilience;

namespace Parley.Tests.Resilience.Limits;

public sealed class LimitGateTests : IDisposable
{
    private readonly SteppedTime _time = new();
    private readonly LimitGate _gate;
    private readonly List<string> _order = [];

    public LimitGateTests() => _gate = new LimitGate(_time);

    public void Dispose() => _gate.Dispose();

    [Fact]
    public async Task In_no_minute_more_requests_go_than_are_allowed()
    {
        var policy = new LimitPolicy { RequestsPerMinute = 7, Queue = 1000, MaxWait = TimeSpan.FromHours(1) };
        List<DateTimeOffset> gone = [];
        var all = Task.WhenAll(Enumerable.Range(0, 60).Select(async _ =>
        {
            var taken = await Task.Run(() => _gate.TakeAsync(policy, new LimitAsk("", "m", 1), CancellationToken.None).AsTask());
            lock (gone)
                gone.Add(taken!.At);
            _gate.Return(taken, null);
        }));
        while (!all.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(7));
            await Task.Yield();
        }

        gone.Sort();
        Assert.Equal(60, gone.Count);
        Assert.All(gone.Skip(7).Zip(gone), static pair => Assert.True(pair.First - pair.Second >= TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task As_many_run_at_once_as_are_allowed_and_never_more()
    {
        var policy = new LimitPolicy { Concurrency = 3, Queue = 1000 };
        var (running, most) = (0, 0);
        var allRun = new TaskCompletionSource();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(async () =>
        {
            var taken = await _gate.TakeAsync(policy, new LimitAsk("", "m", 1), CancellationToken.None);
            var now = Interlocked.Increment(ref running);
            lock (_order)
                most = Math.Max(most, now);
            if (now == policy.Concurrency)
                allRun.TrySetResult();
            // Nobody leaves before the places were all taken at one time.
            await allRun.Task.WaitAsync(TimeSpan.FromSeconds(60));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            _gate.Return(taken!, null);
        })));

        Assert.Equal(3, most);
    }

    [Fact]
    public async Task In_no_minute_more_tokens_go_than_are_allowed()
    {
        var policy = new LimitPolicy { TokensPerMinute = 1000, Queue = 1000, MaxWait = TimeSpan.FromHours(9) };
        var sizes = new Random(7);
        List<(DateTimeOffset At, long Tokens)> gone = [];
        var all = Task.WhenAll(Enumerable.Range(0, 80).Select(_ => sizes.Next(50, 400)).ToList().ConvertAll(size => Task.Run(async () =>
        {
            var taken = await _gate.TakeAsync(policy, new LimitAsk("", "m", size), CancellationToken.None);
            lock (gone)
                gone.Add((taken!.At, size));
            _gate.Return(taken!, null);
        })));
        while (!all.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(11));
            await Task.Yield();
        }

        Assert.Equal(80, gone.Count);
        Assert.All(gone, first => Assert.InRange(gone.Where(other => other.At >= first.At && other.At - first.At < TimeSpan.FromMinutes(1)).Sum(static other => other.Tokens), 1, 1000));
    }

    [Fact]
    public void Keys_keep_limits_of_their_own_beside_those_of_their_backend()
    {
        var (small, large) = (new LimitPolicy { RequestsPerMinute = 1 }, new LimitPolicy { RequestsPerMinute = 2 });

        Assert.Equal([true, false], Enumerable.Range(0, 2).Select(_ => _gate.TryTake(small, new LimitAsk("b#1", "m", 1)) is not null));
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => _gate.TryTake(large, new LimitAsk("b#2", "m", 1)) is not null));
    }

    [Fact]
    public async Task Time_that_is_told_counts_those_who_wait_already()
    {
        var policy = new LimitPolicy { RequestsPerMinute = 2, MaxWait = TimeSpan.FromHours(1) };
        _gate.TryTake(policy, new LimitAsk("", "m", 1));
        _time.Advance(TimeSpan.FromSeconds(10));
        _gate.TryTake(policy, new LimitAsk("", "m", 1));
        List<Task<Reservation?>> waiting = [];
        List<double> told = [];
        for (var i = 0; i < 4; i++)
        {
            told.Add(_gate.FreeIn(policy, new LimitAsk("", "m", 1)).TotalSeconds);
            waiting.Add(_gate.TakeAsync(policy, new LimitAsk("", "m", 1), CancellationToken.None).AsTask());
        }
        var start = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal([50, 60, 110, 120], told);
        Assert.Equal(told, (await Task.WhenAll(waiting)).Select(taken => (taken!.At - start).TotalSeconds));
    }

    [Fact]
    public void Tokens_are_reserved_by_estimate_and_settled_by_use()
    {
        var policy = new LimitPolicy { TokensPerMinute = 1000 };
        var first = _gate.TryTake(policy, new LimitAsk("", "m", 900))!;
        Assert.Null(_gate.TryTake(policy, new LimitAsk("", "m", 200)));
        Assert.Equal(TimeSpan.FromMinutes(1), _gate.FreeIn(policy, new LimitAsk("", "m", 200)));

        _gate.Return(first, 300);

        Assert.NotNull(_gate.TryTake(policy, new LimitAsk("", "m", 700)));
        Assert.Null(_gate.TryTake(policy, new LimitAsk("", "m", 1)));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(_gate.TryTake(policy, new LimitAsk("", "m", 1000)));
    }

    [Fact]
    public void Request_larger_than_the_limit_goes_when_nothing_else_does()
    {
        var policy = new LimitPolicy { TokensPerMinute = 1000 };
        Assert.NotNull(_gate.TryTake(policy, new LimitAsk("", "m", 5000)));

        Assert.Null(_gate.TryTake(policy, new LimitAsk("", "m", 5000)));
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.NotNull(_gate.TryTake(policy, new LimitAsk("", "m", 5000)));
    }

    [Fact]
    public void Keys_and_models_have_limits_of_their_own()
    {
        var policy = new LimitPolicy { RequestsPerMinute = 1 };

        Assert.NotNull(_gate.TryTake(policy, new LimitAsk("b#1", "m", 1)));
        Assert.NotNull(_gate.TryTake(policy, new LimitAsk("b#2", "m", 1)));
        Assert.NotNull(_gate.TryTake(policy, new LimitAsk("b#1", "n", 1)));
        Assert.Null(_gate.TryTake(policy, new LimitAsk("b#1", "m", 1)));
    }

    [Fact]
    public void Day_is_counted_to_its_end()
    {
        var policy = new LimitPolicy { RequestsPerDay = 2 };
        _gate.TryTake(policy, new LimitAsk("", "m", 1));
        _time.Advance(TimeSpan.FromHours(1));
        _gate.TryTake(policy, new LimitAsk("", "m", 1));
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(TimeSpan.FromHours(22), _gate.FreeIn(policy, new LimitAsk("", "m", 1)));
    }

    [Fact]
    public async Task Urgent_go_first_and_callers_by_turns()
    {
        var policy = new LimitPolicy { Concurrency = 1, MaxWait = TimeSpan.FromHours(1) };
        var running = _gate.TryTake(policy, new LimitAsk("", "m", 1))!;
        Task[] waiting = [Wait("a1", "a"), Wait("a2", "a"), Wait("a3", "a"), Wait("b1", "b"), Wait("low", "c", priority: 0), Wait("critical", "a", priority: 3)];

        _gate.Return(running, null);
        await Task.WhenAll(waiting);

        Assert.Equal(["critical", "a1", "b1", "a2", "a3", "low"], _order);

        async Task Wait(string name, string caller, int priority = 1)
        {
            var taken = await _gate.TakeAsync(policy, new LimitAsk("", "m", 1) { Caller = caller, Priority = priority }, CancellationToken.None);
            _order.Add(name);
            _gate.Return(taken!, null);
        }
    }

    [Fact]
    public async Task Waiter_that_is_cancelled_leaves_and_takes_nothing()
    {
        var policy = new LimitPolicy { Concurrency = 1 };
        var running = _gate.TryTake(policy, new LimitAsk("", "m", 1))!;
        using var stop = new CancellationTokenSource();
        var left = _gate.TakeAsync(policy, new LimitAsk("", "m", 1), stop.Token);
        var stays = _gate.TakeAsync(policy, new LimitAsk("", "m", 1), CancellationToken.None);

        await stop.CancelAsync();
        Assert.Null(await left);
        _gate.Return(running, null);

        Assert.NotNull(await stays);
    }

    [Fact]
    public async Task Nobody_waits_longer_than_the_longest_wait()
    {
        var policy = new LimitPolicy { Concurrency = 1, MaxWait = TimeSpan.FromSeconds(30) };
        _gate.TryTake(policy, new LimitAsk("", "m", 1));
        var waiting = _gate.TakeAsync(policy, new LimitAsk("", "m", 1), CancellationToken.None).AsTask();
        var impatient = _gate.TakeAsync(policy, new LimitAsk("", "m", 1) { Patience = TimeSpan.FromSeconds(5) }, CancellationToken.None).AsTask();

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await impatient);
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(25));

        Assert.Null(await waiting);
    }

    [Fact]
    public async Task Whoever_would_wait_in_vain_or_finds_the_queue_full_is_told_at_once()
    {
        var policy = new LimitPolicy { RequestsPerMinute = 1, MaxWait = TimeSpan.FromSeconds(30) };
        _gate.TryTake(policy, new LimitAsk("", "m", 1));
        Assert.Null(await _gate.TakeAsync(policy, new LimitAsk("", "m", 1), CancellationToken.None));

        _time.Advance(TimeSpan.FromSeconds(40));
        var patient = policy with { Queue = 1 };
        var waiting = _gate.TakeAsync(patient, new LimitAsk("", "m", 1), CancellationToken.None).AsTask();
        Assert.Null(await _gate.TakeAsync(patient, new LimitAsk("", "m", 1), CancellationToken.None));

        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.NotNull(await waiting);
    }

    [Fact]
    public async Task Waiting_request_is_not_overtaken_by_a_smaller_one()
    {
        var policy = new LimitPolicy { TokensPerMinute = 1000, MaxWait = TimeSpan.FromMinutes(5) };
        _gate.TryTake(policy, new LimitAsk("", "m", 600));
        var large = _gate.TakeAsync(policy, new LimitAsk("", "m", 900), CancellationToken.None).AsTask();

        Assert.Null(_gate.TryTake(policy, new LimitAsk("", "m", 100)));
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.NotNull(await large);
    }
}
