using Parley.Configuration;
using Parley.Dialects.Conversation;
using static Parley.Tests.Pipeline.Caching.CountedBackend;

namespace Parley.Tests.Pipeline.Caching;

/// <summary>Who asks what is being asked waits for the answer.</summary>
public sealed class SingleFlightTests
{
    [Fact]
    public async Task Many_who_ask_the_same_at_a_time_make_one_call()
    {
        using var cached = new CountedBackend();
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        cached.Answer = async (number, _, _) =>
        {
            begun.TrySetResult();
            await go.Task;
            return Say($"{number}");
        };
        var first = cached.TextAsync("x");
        await begun.Task;
        var others = Enumerable.Range(0, 50).Select(_ => cached.TextAsync("x")).ToArray();
        go.SetResult();
        Assert.Equal("1", await first);
        Assert.All(await Task.WhenAll(others), static text => Assert.Equal("1", text));
        Assert.Equal(1, cached.Calls);
    }

    [Fact]
    public async Task Others_questions_and_other_callers_are_not_waited_for()
    {
        using var cached = new CountedBackend();
        var go = new TaskCompletionSource();
        cached.Answer = async (number, request, _) =>
        {
            if (number == 1)
                await go.Task;
            return Say($"{number}");
        };
        var first = cached.TextAsync("x", CallerKey.Of("anna", "sk-1"));
        Assert.Equal("2", await cached.TextAsync("x", CallerKey.Of("ben", "sk-2")));
        Assert.Equal("3", await cached.TextAsync("y", CallerKey.Of("anna", "sk-1")));
        go.SetResult();
        Assert.Equal("1", await first);
    }

    [Fact]
    public async Task When_the_first_fails_the_next_goes()
    {
        using var cached = new CountedBackend();
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        cached.Answer = async (number, _, _) =>
        {
            begun.TrySetResult();
            await go.Task;
            return number == 1 ? throw new BackendFaultException(new Fault(FaultKind.InvalidRequest, "No.")) : Say($"{number}");
        };
        var first = cached.AskAsync("x");
        await begun.Task;
        var others = Enumerable.Range(0, 10).Select(_ => cached.TextAsync("x")).ToArray();
        go.SetResult();
        Assert.Equal(FaultKind.InvalidRequest, (await first).Fault?.Kind);
        Assert.All(await Task.WhenAll(others), static text => Assert.Equal("2", text));
        Assert.Equal(2, cached.Calls);
    }

    [Fact]
    public async Task When_the_first_caller_leaves_the_next_goes()
    {
        using var cached = new CountedBackend();
        using var leave = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        cached.Answer = async (number, _, stop) =>
        {
            begun.TrySetResult();
            if (number == 1)
                await Task.Delay(Timeout.Infinite, stop);
            return Say($"{number}");
        };
        var first = cached.AskAsync("x", stop: leave.Token);
        await begun.Task;
        var second = cached.TextAsync("x");
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal("2", await second);
        Assert.Equal("2", await cached.TextAsync("x"));
    }

    [Fact]
    public async Task Who_waits_may_leave_and_disturbs_nobody()
    {
        using var cached = new CountedBackend();
        using var leave = new CancellationTokenSource();
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        cached.Answer = async (number, _, _) =>
        {
            begun.TrySetResult();
            await go.Task;
            return Say($"{number}");
        };
        var first = cached.TextAsync("x");
        await begun.Task;
        var second = cached.AskAsync("x", stop: leave.Token);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        go.SetResult();
        Assert.Equal("1", await first);
        Assert.Equal(1, cached.Calls);
    }

    [Fact]
    public async Task Who_waits_does_not_wait_beyond_its_own_deadline()
    {
        using var cached = new CountedBackend();
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        cached.Answer = async (number, _, _) =>
        {
            begun.TrySetResult();
            if (number == 1)
                await go.Task;
            return Say($"{number}");
        };
        var first = cached.TextAsync("x");
        await begun.Task;
        var second = cached.Gateway.AskAsync(Some("x"), new Parley.Pipeline.AskOptions { Wishes = new Parley.Routing.RoutingWishes { Deadline = TimeSpan.FromMilliseconds(20) } });
        // It answers though the first still waits.
        await second;
        Assert.False(first.IsCompleted);
        go.SetResult();
        Assert.Equal("1", await first);
    }

    [Fact]
    public async Task What_may_not_be_kept_is_asked_by_each_and_not_one_behind_the_other()
    {
        using var cached = new CountedBackend();
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var underWay = new CountdownEvent(5);
        cached.Answer = async (number, _, _) =>
        {
            begun.TrySetResult();
            await go.Task;
            if (number > 1)
            {
                underWay.Signal();
                await Task.Run(underWay.Wait);
            }
            return Say($"{number}", FinishReason.ContentFilter);
        };
        var first = cached.AskAsync("x");
        await begun.Task;
        var others = Enumerable.Range(0, 5).Select(_ => cached.AskAsync("x")).ToArray();
        go.SetResult();
        await first;
        await Task.WhenAll(others);
        Assert.Equal(6, cached.Calls);
    }
}
