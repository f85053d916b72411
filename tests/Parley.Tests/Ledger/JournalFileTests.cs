using Parley.Ledger;
using Parley.Ledger.Journal;

namespace Parley.Tests.Ledger;

public sealed class JournalFileTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("parley-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Entries_are_read_in_their_order_over_many_files()
    {
        using var journal = JournalFile.Open(_root);
        var long_ = new string('x', 250);

        for (var i = 0; i < 30_000; i++)
            journal.Append(Some.Entry($"e{i}") with { Session = long_, Key = long_ }, RecordKind.Settled);

        var read = ReadAll(journal);
        Assert.True(journal.Bytes > JournalSegment.Size);
        Assert.Equal(Enumerable.Range(0, 30_000).Select(static i => $"e{i}"), read.Select(static one => one.Entry.ExchangeId));
        journal.Forget();
        Assert.Equal(JournalSegment.Size, journal.Bytes);
    }

    [Fact]
    public async Task Entries_of_many_writers_are_all_there_while_one_reads()
    {
        using var journal = JournalFile.Open(_root);
        var writers = Enumerable.Range(0, 8).Select(writer => Task.Run(() =>
        {
            for (var i = 0; i < 2000; i++)
                journal.Append(Some.Entry($"{writer}-{i}"), RecordKind.Settled);
        })).ToList();
        var read = new List<string>();
        while (writers.Exists(static writer => !writer.IsCompleted))
            read.AddRange(journal.Read(100).Select(static one => one.Entry.ExchangeId));
        await Task.WhenAll(writers);
        read.AddRange(ReadAll(journal).Select(static one => one.Entry.ExchangeId));

        Assert.Equal(16_000, read.Distinct().Count());
        Assert.Equal(16_000, read.Count);
    }

    [Fact]
    public void Journal_that_is_read_leaves_nothing_behind()
    {
        using (var journal = JournalFile.Open(_root))
        {
            journal.Append(Some.Entry("a"), RecordKind.Settled);
            ReadAll(journal);
            journal.Take();
        }

        Assert.Empty(Directory.GetDirectories(_root));
    }

    [Fact]
    public void What_was_read_and_not_taken_is_left_for_the_next_process()
    {
        using (var journal = JournalFile.Open(_root))
        {
            journal.Append(Some.Entry("a"), RecordKind.Settled);
            ReadAll(journal);
        }
        using var next = JournalFile.Open(_root);

        using var left = Assert.Single(next.Left());

        Assert.Equal("a", Assert.Single(left.Entries()).ExchangeId);
    }

    [Fact]
    public void Journal_and_store_that_are_moved_together_still_belong_together()
    {
        var (before, after) = (Path.Combine(_root, "before"), Path.Combine(_root, "after"));
        using (var journal = JournalFile.Open(Path.Combine(before, "parley.journal"), Path.Combine(before, "parley.db")))
            journal.Append(Some.Entry("a"), RecordKind.Settled);
        Directory.Move(before, after);
        using var next = JournalFile.Open(Path.Combine(after, "parley.journal"), Path.Combine(after, "parley.db"));

        Assert.Empty(next.OfOtherStores());
        using var left = Assert.Single(next.Left());
        Assert.Single(left.Entries());
    }

    [Fact]
    public void Journal_of_another_store_is_known_as_such()
    {
        using (var journal = JournalFile.Open(_root, "postgres://one"))
            journal.Append(Some.Entry("a"), RecordKind.Settled);
        using var next = JournalFile.Open(_root, "postgres://other");

        Assert.Single(next.OfOtherStores());
        Assert.Empty(next.Left());
    }

    [Fact]
    public void Next_process_finds_what_was_left_and_streams_that_had_begun()
    {
        using (var journal = JournalFile.Open(_root))
        {
            journal.Append(Some.Entry("open"), RecordKind.Open);
            journal.Append(Some.Entry("ended"), RecordKind.Open);
            journal.Append(Some.Entry("ended"), RecordKind.Settled);
            journal.Append(Some.Entry("carried"), RecordKind.Carried);
        }
        using var next = JournalFile.Open(_root);

        using var left = Assert.Single(next.Left());

        Assert.Equal([("ended", LedgerQuality.Unknown), ("open", LedgerQuality.Interrupted), ("carried", LedgerQuality.Interrupted)], left.Entries().Select(static entry => (entry.ExchangeId, entry.Quality)));
        left.Delete();
        Assert.Empty(next.Left());
    }

    [Fact]
    public void Journal_of_a_process_that_lives_is_not_taken()
    {
        using var one = JournalFile.Open(_root);
        one.Append(Some.Entry("a"), RecordKind.Settled);
        using var other = JournalFile.Open(_root);

        Assert.Empty(other.Left());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(20)]
    public void Record_that_was_spoiled_spoils_no_other_and_is_told(int bytes)
    {
        string file;
        using (var journal = JournalFile.Open(_root))
        {
            journal.Append(Some.Entry("whole"), RecordKind.Settled);
            journal.Append(Some.Entry("spoiled"), RecordKind.Settled);
            journal.Append(Some.Entry("after"), RecordKind.Settled);
            file = Directory.GetFiles(journal.Folder, "*.journal")[0];
        }
        var content = File.ReadAllBytes(file);
        var first = 8 + ((BitConverter.ToInt32(content) + 7) & ~7);
        content.AsSpan(first + 8 + bytes, 20).Fill(0xee);
        File.WriteAllBytes(file, content);
        using var next = JournalFile.Open(_root);
        using var left = Assert.Single(next.Left());
        var read = new List<string>();

        Assert.Throws<InvalidDataException>(() =>
        {
            foreach (var entry in left.Entries())
                read.Add(entry.ExchangeId);
        });

        Assert.Equal(["whole", "after"], read);
    }

    [Fact]
    public void Journal_at_its_limit_says_so_and_goes_on_once_it_is_read()
    {
        using var journal = JournalFile.Open(_root);
        // Less than two files cannot be had.
        journal.MostBytes = JournalSegment.Size;
        var text = new string('x', 250);
        var written = 0;

        void Fill()
        {
            for (; ; written++)
                journal.Append(Some.Entry($"e{written}") with { Session = text, Key = text, ModelAsked = text, Model = text, Backend = text }, RecordKind.Settled);
        }

        var full = Assert.Throws<IOException>(Fill);

        Assert.Contains("8 MiB", full.Message, StringComparison.Ordinal);
        Assert.Equal(written, ReadAll(journal).Count);
        journal.Forget();
        journal.Append(Some.Entry("last"), RecordKind.Settled);
        Assert.Equal("last", Assert.Single(ReadAll(journal)).Entry.ExchangeId);
    }

    private static List<(RecordKind Kind, LedgerEntry Entry)> ReadAll(JournalFile journal)
    {
        var all = new List<(RecordKind, LedgerEntry)>();
        while (journal.Read(1000) is { Count: > 0 } some)
            all.AddRange(some);
        return all;
    }
}
