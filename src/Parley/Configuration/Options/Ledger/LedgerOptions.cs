namespace Parley.Configuration.Options;

/// <summary>The section <c>ledger</c>: how the books are kept.</summary>
public sealed record LedgerOptions
{
    /// <summary>How long entries are kept; null for ever.</summary>
    public TimeSpan? Retention { get; init; } = TimeSpan.FromDays(400);

    /// <summary>The folder of the journal; null for <c>parley.journal</c> beside the store's file, or beside the configuration.</summary>
    public string? Journal { get; init; }

    /// <summary>The most bytes of journal that wait for a store which does not answer.</summary>
    public long MaxJournalBytes { get; init; } = 1L << 30;

    /// <summary>Whether what was said is kept.</summary>
    public BodyOptions Bodies { get; init; } = new();
}
