using Parley.Ledger;
using Parley.Ledger.Journal;

namespace Parley.Tests.Ledger;

public sealed class EntryFormatTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Entry_comes_back_as_it_was_written(int kind)
    {
        foreach (var entry in (LedgerEntry[])[Some.Full, Some.Entry("a")])
        {
            var (read, again) = Again(entry, (RecordKind)kind);

            Assert.Equal((RecordKind)kind, read);
            Assert.Equal(entry.Tags, again.Tags);
            Assert.Equal(entry.Losses, again.Losses);
            Assert.Equal(entry.Cost?.Lines ?? [], again.Cost?.Lines ?? []);
            Assert.Equal(Plain(entry), Plain(again));
        }
    }

    [Fact]
    public void Entry_with_more_than_the_books_need_is_cut_and_fits()
    {
        var flood = new string('ä', 100_000);
        var entry = Some.Entry(flood) with { ModelAsked = flood, Key = flood, Session = flood, Tags = [.. Enumerable.Repeat(flood, 1000)], Losses = [.. Enumerable.Repeat(flood, 1000)], FaultCode = flood };

        var (_, again) = Again(entry, RecordKind.Settled);

        Assert.Equal(flood[..256], again.ModelAsked);
        Assert.Equal(EntryFormat.MostWords, again.Tags.Length);
    }

    [Fact]
    public void Record_of_a_program_that_knew_neither_searches_nor_tiers_is_read()
    {
        var room = new byte[EntryFormat.Longest];
        var entry = Some.Entry("a");
        var whole = EntryFormat.Write(entry, RecordKind.Settled, room);

        Assert.Equal(Plain(entry), Plain(EntryFormat.Read(room.AsSpan(0, whole - 2)).Entry));
    }

    [Fact]
    public void Record_of_a_later_program_is_not_guessed_at() =>
        Assert.Throws<InvalidDataException>(static () => EntryFormat.Read([0x7e, 0, 0]));

    private static (RecordKind Kind, LedgerEntry Entry) Again(LedgerEntry entry, RecordKind kind)
    {
        var room = new byte[EntryFormat.Longest];
        return EntryFormat.Read(room.AsSpan(0, EntryFormat.Write(entry, kind, room)));
    }

    /// <summary>Without lists, which are equal only to themselves.</summary>
    private static LedgerEntry Plain(LedgerEntry entry) => entry with { Tags = [], Losses = [], Cost = entry.Cost is { } cost ? cost with { Lines = [] } : null };
}
