using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>ledger</c>.</summary>
internal static class LedgerFields
{
    public static Shape<LedgerOptions> Shape { get; } = new(new FieldList<LedgerOptions>()
        .Add("retention_days", Kinds.Whole(0, 100_000), (ledger, days) => ledger with { Retention = days == 0 ? null : TimeSpan.FromDays(days) }, "How many days entries are kept; 0 for ever. Without it 400.")
        .Add("journal", Kinds.Text, (ledger, text) => ledger with { Journal = text }, "The folder of the journal, where entries wait for the store. Without it parley.journal, beside the store's file or the configuration. Read at the start.")
        .Add("max_journal_mb", Kinds.Mebibytes, (ledger, size) => ledger with { MaxJournalBytes = size }, "The most MiB of journal that wait for a store which does not answer."));
}
