namespace Parley.Ledger.Journal;

/// <summary>The streams that have begun and not ended, as a reader of the journal learns of them.</summary>
internal sealed class OpenEntries
{
    private readonly Dictionary<(string, int), LedgerEntry> _open = [];

    /// <summary>Those that have not ended.</summary>
    public IReadOnlyCollection<LedgerEntry> All => _open.Values;

    /// <summary>Takes note of a record; true when it is an entry for the books. What was carried is known already to whoever has carried it.</summary>
    public bool Note(RecordKind kind, LedgerEntry entry, bool carried = false)
    {
        if (kind == RecordKind.Settled)
        {
            _open.Remove((entry.ExchangeId, entry.Attempt));
            return true;
        }
        if (kind == RecordKind.Open || carried)
            _open[(entry.ExchangeId, entry.Attempt)] = entry;
        return false;
    }
}
