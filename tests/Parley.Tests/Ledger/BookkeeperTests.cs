using Microsoft.Extensions.Logging.Abstractions;
using Parley.Ledger;

namespace Parley.Tests.Ledger;

public sealed class BookkeeperTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("parley-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Entries_wait_while_the_store_is_away_and_none_is_lost_or_counted_twice()
    {
        var store = new FakeStore { Away = true };
        await using var books = Open(store);

        books.Settle(Some.Entry("a"));
        Assert.False(await books.FlushAsync(CancellationToken.None));
        books.Settle(Some.Entry("b"));
        Assert.Contains("the store does not answer", Assert.Single(books.Troubles), StringComparison.Ordinal);
        store.Away = false;
        Assert.True(await books.FlushAsync(CancellationToken.None));

        Assert.Empty(books.Troubles);
        Assert.Equal(["a", "b"], store.Taken);
    }

    [Fact]
    public async Task Stream_under_way_is_no_entry_until_it_ends()
    {
        var store = new FakeStore();
        await using var books = Open(store);

        books.Begin(Some.Entry("a"));
        await books.FlushAsync(CancellationToken.None);
        Assert.Empty(store.Taken);
        books.Settle(Some.Entry("a"));
        await books.FlushAsync(CancellationToken.None);

        Assert.Equal(["a"], store.Taken);
    }

    [Fact]
    public async Task Stream_that_began_before_many_others_is_still_known_after_the_end_of_the_process()
    {
        var text = new string('x', 250);
        var first = new FakeStore();
        await using (var books = Open(first))
        {
            books.Begin(Some.Entry("long"));
            for (var i = 0; i < 20_000; i++)
                books.Settle(Some.Entry($"e{i}") with { Session = text, Key = text });
            await books.FlushAsync(CancellationToken.None);
            books.Settle(Some.Entry("after"));
        }
        var second = new FakeStore();
        await using (var books = Open(second))
            await books.FlushAsync(CancellationToken.None);

        Assert.Equal(20_000, first.Taken.Count);
        // What the last file repeats the store has already, and leaves out.
        Assert.Equal(["after", "long"], second.Taken.Except(first.Taken));
    }

    [Fact]
    public async Task Entry_that_the_store_never_takes_does_not_hold_up_the_others()
    {
        var store = new FakeStore { Poison = "bad" };
        await using var books = Open(store);
        foreach (var name in (string[])["a", "bad", "b"])
            books.Settle(Some.Entry(name));

        Assert.True(await books.FlushAsync(CancellationToken.None));

        Assert.Equal(["a", "b"], store.Taken);
        Assert.Contains("1 entries were not taken", Assert.Single(books.Troubles), StringComparison.Ordinal);
    }

    private Bookkeeper Open(FakeStore store) => Bookkeeper.Open(store, _root, TimeProvider.System, NullLogger.Instance);

    private sealed class FakeStore : ILedgerStore
    {
        public bool Away { get; set; }

        public string? Poison { get; init; }

        public List<string> Taken { get; } = [];

        public string Place => "here";

        public Task PrepareAsync(CancellationToken cancellationToken) => Away ? throw new LedgerStoreException("away", isTransient: true) : Task.CompletedTask;

        public Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken)
        {
            if (Away)
                throw new LedgerStoreException("away", isTransient: true);
            if (entries.Any(entry => entry.ExchangeId == Poison))
                throw new LedgerStoreException("no", isTransient: false);
            Taken.AddRange(entries.Select(static entry => entry.ExchangeId));
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<CostRow>> SumAsync(CostQuestion question, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<CostRow>>([]);

        public Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken) => Task.FromResult(0);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
