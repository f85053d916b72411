using Microsoft.Extensions.Logging.Abstractions;
using Parley.Resilience;

namespace Parley.Tests.Resilience.Hints;

public sealed class HintBoardTests : IAsyncDisposable
{
    private static readonly TargetHint Failing = new("b", "", "m", IsLimit: false, TimeSpan.FromMinutes(1), "5 failures in a row");
    private readonly SteppedTime _time = new();
    private readonly MemoryHints _store = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly HintBoard _board;
    private readonly Task _loop;

    public HintBoardTests()
    {
        _board = new HintBoard(_store, _time, NullLogger.Instance);
        _loop = _board.RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _board.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task What_one_tells_another_hears_and_not_itself()
    {
        using var other = new HintBoard(_store, _time, NullLogger.Instance);
        var heard = new TaskCompletionSource<TargetHint>();
        other.Heard = heard.SetResult;
        _board.Heard = static hint => Assert.Fail($"{hint}");
        using var stop = new CancellationTokenSource();
        var loop = other.RunAsync(stop.Token);

        _board.Tell(Failing);

        Assert.Equal(Failing, await heard.Task.WaitAsync(TimeSpan.FromSeconds(60)));
        await stop.CancelAsync();
        await loop;
    }

    [Fact]
    public async Task What_is_known_already_or_over_at_once_is_not_told_again()
    {
        _board.Tell(Failing with { Left = TimeSpan.FromMilliseconds(900) });
        _board.Tell(Failing);
        _board.Tell(Failing with { Reason = "6 failures in a row" });
        _board.Tell(Failing with { Model = "n" });
        while (_store.Told.All(static hint => hint.Model != "n"))
            await Task.Yield();

        Assert.Equal([Failing, Failing with { Model = "n" }], _store.Told);
        _time.Advance(TimeSpan.FromSeconds(30));
        _board.Tell(Failing);
        while (_store.Told.Count < 3)
            await Task.Yield();
    }

    [Fact]
    public async Task Store_that_is_away_ends_nothing()
    {
        _store.IsAway = true;
        _board.Tell(Failing);
        await Task.Yield();
        _store.IsAway = false;

        for (var tries = 0; _store.Told.All(static hint => hint.Model != "n") && tries < 1_000_000; tries++)
        {
            _board.Tell(Failing with { Model = "n" });
            await Task.Yield();
        }

        Assert.Contains(Failing with { Model = "n" }, _store.Told);
    }
}
