using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>ledger</c>.</summary>
internal static class LedgerFields
{
    private static Shape<BodyOptions> Bodies { get; } = new(new FieldList<BodyOptions>()
        .Add("enabled", Kinds.Flag, (bodies, flag) => bodies with { Enabled = flag }, "Whether requests and answers are kept.")
        .Add("retention_days", Kinds.Whole(1, 100_000), (bodies, days) => bodies with { Retention = TimeSpan.FromDays(days) }, "How many days. Without it 7.")
        .Add("max_kb", Kinds.Whole(1, 10_240), (bodies, size) => bodies with { MaxBytes = size << 10 }, "How many KiB of each request, and of each answer. Without it 64."));

    public static Shape<LedgerOptions> Shape { get; } = new(new FieldList<LedgerOptions>()
        .Add("retention_days", Kinds.Whole(0, 100_000), (ledger, days) => ledger with { Retention = days == 0 ? null : TimeSpan.FromDays(days) }, "How many days entries are kept; 0 for ever. Without it 400.")
        .Add("journal", Kinds.Text, (ledger, text) => ledger with { Journal = text }, "The folder of the journal, where entries wait for the store. Without it parley.journal, beside the store's file or the configuration. Read at the start.")
        .Add("max_journal_mb", Kinds.Mebibytes, (ledger, size) => ledger with { MaxJournalBytes = size }, "The most MiB of journal that wait for a store which does not answer.")
        .Group("bodies", Bodies, ledger => ledger.Bodies, (ledger, bodies) => ledger with { Bodies = bodies }, "Whether what was said is kept, without secrets."));
}
