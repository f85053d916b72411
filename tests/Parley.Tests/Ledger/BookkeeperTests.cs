using System.Numerics;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration.Options;
using Parley.Ledger;

namespace Parley.Tests.Ledger;

public sealed class BookkeeperTests : IDisposable
{
    private static readonly LedgerStoreException Away = new("away", isTransient: true);

    private readonly string _root = Directory.CreateTempSubdirectory("parley-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Entries_wait_while_the_store_is_away_and_none_is_lost_or_counted_twice()
    {
        var store = new TakingStore { Fault = Away };
        await using var books = Open(store);

        books.Settle(Some.Entry("a"));
        Assert.False(await books.FlushAsync(CancellationToken.None));
        books.Settle(Some.Entry("b"));
        Assert.Contains("the store does not answer", Assert.Single(books.Troubles), StringComparison.Ordinal);
        store.Fault = null;
        Assert.True(await books.FlushAsync(CancellationToken.None));

        Assert.Empty(books.Troubles);
        Assert.Equal(["a", "b"], store.Taken);
    }

    [Fact]
    public async Task Orderly_end_while_the_store_is_away_leaves_what_it_has_not_taken()
    {
        await using (var books = Open(new TakingStore { Fault = Away }))
        {
            books.Settle(Some.Entry("a"));
            Assert.False(await books.FlushAsync(CancellationToken.None));
        }
        var again = new TakingStore();
        await using (var books = Open(again))
            Assert.True(await books.FlushAsync(CancellationToken.None));

        Assert.Equal(["a"], again.Taken);
    }

    [Fact]
    public async Task What_a_full_journal_has_no_room_for_goes_into_the_store_from_memory()
    {
        var text = new string('x', 250);
        var store = new TakingStore();
        await using var books = Open(store);
        using var end = new CancellationTokenSource();
        // The limit is taken up where the loop begins.
        var running = books.RunAsync(static () => new LedgerOptions { MaxJournalBytes = 1 }, end.Token);
        while (store.Prepared == 0)
            await Task.Yield();
        await end.CancelAsync();
        await running;
        books.Begin(Some.Entry("stream"));
        store.Fault = Away;

        for (var i = 0; i < 12_000; i++)
            books.Settle(Some.Entry($"e{i}") with { Session = text, Key = text, ModelAsked = text });
        Assert.False(await books.FlushAsync(CancellationToken.None));
        Assert.Contains(books.Troubles, static trouble => trouble.Contains("wait in memory", StringComparison.Ordinal));
        store.Fault = null;
        Assert.True(await books.FlushAsync(CancellationToken.None));
        books.Settle(Some.Entry("last"));
        Assert.True(await books.FlushAsync(CancellationToken.None));

        Assert.Empty(books.Troubles);
        Assert.Equal(12_001, store.Taken.Distinct().Count());
        Assert.Equal(12_001, store.Entries.Count);
        Assert.InRange(Directory.GetFiles(_root, "*.journal", SearchOption.AllDirectories).Length, 1, 2);
    }

    [Fact]
    public async Task Stream_under_way_is_no_entry_until_it_ends()
    {
        var store = new TakingStore();
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
        var first = new TakingStore();
        await using (var books = Open(first))
        {
            books.Begin(Some.Entry("long"));
            for (var i = 0; i < 20_000; i++)
                books.Settle(Some.Entry($"e{i}") with { Session = text, Key = text });
            await books.FlushAsync(CancellationToken.None);
            books.Settle(Some.Entry("after"));
        }
        var second = new TakingStore();
        await using (var books = Open(second))
            await books.FlushAsync(CancellationToken.None);

        Assert.Equal(20_000, first.Entries.Count);
        // What the last file repeats the store has already, and leaves out.
        Assert.Equal(["after", "long"], second.Taken.Except(first.Taken));
    }

    [Fact]
    public async Task Entry_that_the_store_never_takes_does_not_hold_up_the_others()
    {
        var store = new TakingStore { Poison = "bad" };
        await using var books = Open(store);
        foreach (var name in (string[])["a", "bad", "b"])
            books.Settle(Some.Entry(name));

        Assert.True(await books.FlushAsync(CancellationToken.None));

        Assert.Equal(["a", "b"], store.Taken);
        Assert.Contains("1 entries were not taken", Assert.Single(books.Troubles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_that_was_away_is_looked_at_anew_when_it_is_back()
    {
        var store = new TakingStore();
        await using var books = Open(store);
        await books.FlushAsync(CancellationToken.None);
        books.Settle(Some.Entry("a"));

        store.Fault = Away;
        await books.FlushAsync(CancellationToken.None);
        store.Fault = null;
        await books.FlushAsync(CancellationToken.None);

        Assert.Equal(2, store.Prepared);
        Assert.Equal(["a"], store.Taken);
    }

    [Fact]
    public async Task Defect_of_a_store_ends_nothing_and_is_told()
    {
        var store = new TakingStore { Fault = new NotSupportedException("a defect") };
        await using var books = Open(store);
        books.Settle(Some.Entry("a"));

        Assert.False(await books.FlushAsync(CancellationToken.None));
        Assert.Contains("a defect", Assert.Single(books.Troubles), StringComparison.Ordinal);
        store.Fault = null;
        Assert.True(await books.FlushAsync(CancellationToken.None));

        Assert.Equal(["a"], store.Taken);
    }

    [Fact]
    public async Task Journal_that_cannot_be_read_is_set_aside_and_told_and_holds_up_nothing()
    {
        await using (var later = Open(new TakingStore()))
            later.Settle(Some.Entry("later"));
        var file = Assert.Single(Directory.GetFiles(_root, "00000001.journal", SearchOption.AllDirectories));
        WriteRecord(file, [0x7e, 1, 2, 3]);
        var store = new TakingStore();
        await using (var books = Open(store))
        {
            books.Settle(Some.Entry("a"));
            Assert.True(await books.FlushAsync(CancellationToken.None));
            Assert.Contains("cannot be read", Assert.Single(books.Troubles), StringComparison.Ordinal);
        }

        Assert.Equal(["a"], store.Taken);
        Assert.EndsWith(".unreadable", Assert.Single(Directory.GetDirectories(_root)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Journal_of_another_store_is_left_to_it()
    {
        await using (var one = Open(new TakingStore { Place = "one" }))
            one.Settle(Some.Entry("of one"));
        var other = new TakingStore { Place = "other" };
        await using (var books = Open(other))
            await books.FlushAsync(CancellationToken.None);
        var again = new TakingStore { Place = "one" };
        await using (var books = Open(again))
            await books.FlushAsync(CancellationToken.None);

        Assert.Empty(other.Taken);
        Assert.Equal(["of one"], again.Taken);
    }

    /// <summary>Puts a record with a valid checksum in the place of the first.</summary>
    private static void WriteRecord(string file, byte[] record)
    {
        var crc = uint.MaxValue;
        foreach (var value in record)
            crc = BitOperations.Crc32C(crc, value);
        using var stream = File.OpenWrite(file);
        stream.Write(BitConverter.GetBytes(record.Length));
        stream.Write(BitConverter.GetBytes(crc));
        stream.Write(record);
    }

    private Bookkeeper Open(TakingStore store) => Bookkeeper.Open(store, _root, TimeProvider.System, NullLogger.Instance);
}
