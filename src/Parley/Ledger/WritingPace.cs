using Parley.Ledger.Journal;

namespace Parley.Ledger;

/// <summary>How many entries go into the store in one interval: a burst waits in the journal for quieter times, and takes little of the processor from the requests. For one writer.</summary>
internal sealed class WritingPace(JournalFile journal)
{
    /// <summary>So many go into the store at once.</summary>
    public const int Batch = 500;

    /// <summary>So many while far more come than that: the processor has no time to spare.</summary>
    private const int BusyBatch = 100;

    private long _before;

    /// <summary>How many it is now, by how many came since it was asked last.</summary>
    public int Next()
    {
        var (now, before) = (journal.Written, _before);
        _before = now;
        return now - before > 4 * Batch ? BusyBatch : Batch;
    }
}
