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
        }

        Assert.Empty(Directory.GetDirectories(_root));
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
    public void Record_that_was_cut_off_ends_the_journal_and_spoils_nothing_before_it(int bytes)
    {
        string file;
        using (var journal = JournalFile.Open(_root))
        {
            journal.Append(Some.Entry("whole"), RecordKind.Settled);
            journal.Append(Some.Entry("cut"), RecordKind.Settled);
            file = Directory.GetFiles(journal.Folder, "*.journal")[0];
        }
        var content = File.ReadAllBytes(file);
        var first = 8 + ((BitConverter.ToInt32(content) + 7) & ~7);
        content.AsSpan(first + 8 + bytes, 20).Fill(0xee);
        File.WriteAllBytes(file, content);

        Assert.Equal(["whole"], JournalSegment.Left(file).Select(static record => EntryFormat.Read(record).Entry.ExchangeId));
    }

    [Fact]
    public void Journal_at_its_limit_says_so_and_goes_on_once_it_is_read()
    {
        using var journal = JournalFile.Open(_root);
        journal.MostBytes = 2L * JournalSegment.Size;
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
