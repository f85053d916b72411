using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Parley.Postgres;
using Parley.Resilience;

namespace Parley.Stores.Tests;

/// <summary>What gateways tell each other over a database.</summary>
public sealed class HintTests(PostgresFixture fixture) : IAsyncLifetime
{
    private static readonly TargetHint Failing = new("b https://up.example/v1/", "", "m", IsLimit: false, TimeSpan.FromMinutes(1), "5 failures in a row");
    private static readonly TargetHint Limited = new("b https://up.example/v1/", "b#2", "m", IsLimit: true, TimeSpan.FromMinutes(5), "");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly List<IAsyncDisposable> _stores = [];
    private string _address = "";

    public async ValueTask InitializeAsync() => _address = await fixture.NewDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
    }

    [Fact]
    public async Task What_one_tells_the_others_read_once_each_in_order()
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());

        await one.TellHintsAsync("one", [Failing, Limited], CancellationToken.None);

        var (last, hints) = await other.ReadHintsAsync("other", 0, CancellationToken.None);
        Assert.Equal([Failing, Limited], hints.Select(static (hint, place) => hint with { Left = place == 0 ? Failing.Left : Limited.Left }));
        Assert.InRange(hints[0].Left, TimeSpan.FromSeconds(30), Failing.Left);
        Assert.Empty((await other.ReadHintsAsync("other", last, CancellationToken.None)).Hints);
        Assert.Empty((await one.ReadHintsAsync("one", 0, CancellationToken.None)).Hints);
    }

    [Fact]
    public async Task What_does_not_hold_any_more_is_not_read_and_forgotten_when_more_is_told()
    {
        var one = await OpenAsync();
        await one.TellHintsAsync("one", [Failing with { Left = TimeSpan.FromMilliseconds(-1) }], CancellationToken.None);
        Assert.Empty((await one.ReadHintsAsync("other", 0, CancellationToken.None)).Hints);

        await one.TellHintsAsync("one", [Limited], CancellationToken.None);

        var uri = new Uri(_address);
        await using var source = NpgsqlDataSource.Create($"Host={uri.Host};Port={uri.Port};Username={uri.UserInfo};Database={uri.AbsolutePath.Trim('/')}");
        await using var count = source.CreateCommand("select count(*) from target_hints");
        Assert.Equal(1L, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Name_with_a_character_that_no_database_keeps_is_told_without_it()
    {
        var one = await OpenAsync();

        await one.TellHintsAsync("one", [Failing with { Model = "m\0n" }], CancellationToken.None);

        Assert.Equal("mn", (await one.ReadHintsAsync("other", 0, CancellationToken.None)).Hints.Single().Model);
    }

    [Fact]
    public async Task Who_waits_is_woken_when_something_is_told()
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());
        // The first listens, and may come too late for what was told before.
        await other.WaitForHintsAsync(TimeSpan.FromMilliseconds(1), CancellationToken.None);
        var waiting = other.WaitForHintsAsync(TimeSpan.FromHours(1), CancellationToken.None);

        await one.TellHintsAsync("one", [Failing], CancellationToken.None);

        await waiting.WaitAsync(Patience);
    }

    [Fact]
    public async Task Boards_of_two_gateways_hear_each_other()
    {
        using var one = new HintBoard(await OpenAsync(), TimeProvider.System, NullLogger.Instance);
        using var other = new HintBoard(await OpenAsync(), TimeProvider.System, NullLogger.Instance);
        var heard = new TaskCompletionSource<TargetHint>();
        other.Heard = hint => heard.TrySetResult(hint);
        using var stop = new CancellationTokenSource();
        var loops = Task.WhenAll(one.RunAsync(stop.Token), other.RunAsync(stop.Token));

        one.Tell(Failing);

        Assert.Equal("5 failures in a row", (await heard.Task.WaitAsync(Patience)).Reason);
        await stop.CancelAsync();
        await loops;
    }

    private async Task<ITargetHints> OpenAsync()
    {
        var store = PostgresLedger.Open(_address);
        await store.PrepareAsync(CancellationToken.None);
        _stores.Add(store);
        return (ITargetHints)store;
    }
}
