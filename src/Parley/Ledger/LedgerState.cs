namespace Parley.Ledger;

/// <summary>How the books are doing: whether journal and store take entries. Thread-safe.</summary>
internal sealed class LedgerState
{
    /// <summary>So many entries are held in memory while the journal has no room.</summary>
    private const int MostHeld = 20_000;

    private readonly Lock _gate = new();
    private readonly Queue<LedgerEntry> _held = new();
    private (string Why, DateTimeOffset Since)? _store;
    private (string Why, DateTimeOffset Since)? _journal;
    private string? _setAside;
    private long _lost;
    private long _refused;

    /// <summary>Entries that no place was left for.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Entries that the store does not take.</summary>
    public long NotTaken => Interlocked.Read(ref _refused);

    /// <summary>What is wrong, a sentence each; empty when nothing is.</summary>
    public IReadOnlyList<string> Troubles
    {
        get
        {
            lock (_gate)
            {
                var troubles = new List<string>();
                if (_store is { } store)
                    troubles.Add($"ledger: the store does not answer since {store.Since:u}, entries wait in the journal: {store.Why}");
                if (_journal is { } journal)
                    troubles.Add($"ledger: the journal cannot be written since {journal.Since:u}, {_held.Count} entries wait in memory: {journal.Why}");
                if (_setAside is { } place)
                    troubles.Add($"ledger: a journal that another gateway left cannot be read, and stays at {place}");
                if (Lost > 0)
                    troubles.Add($"ledger: {Lost} entries were lost, since neither journal nor memory had room");
                if (NotTaken > 0)
                    troubles.Add($"ledger: {NotTaken} entries were not taken by the store");
                return troubles;
            }
        }
    }

    /// <summary>The store does not answer; true when it did before.</summary>
    public bool StoreFails(string why, DateTimeOffset now) => Note(ref _store, why, now);

    /// <summary>The store answers.</summary>
    public void StoreAnswers()
    {
        lock (_gate)
            _store = null;
    }

    /// <summary>The journal can be written.</summary>
    public void JournalTakes()
    {
        lock (_gate)
            _journal = null;
    }

    /// <summary>The journal cannot be written; true when it could before.</summary>
    public bool JournalFails(string why, DateTimeOffset now) => Note(ref _journal, why, now);

    /// <summary>Holds an entry that the journal has no room for, until it has.</summary>
    public void Hold(LedgerEntry entry)
    {
        lock (_gate)
        {
            if (_held.Count < MostHeld)
                _held.Enqueue(entry);
            else
                Interlocked.Increment(ref _lost);
        }
    }

    /// <summary>The first entry that is held; null when there is none.</summary>
    public LedgerEntry? FirstHeld
    {
        get
        {
            lock (_gate)
                return _held.Count > 0 ? _held.Peek() : null;
        }
    }

    /// <summary>The first entries that are held, at most so many.</summary>
    public IReadOnlyList<LedgerEntry> Held(int most)
    {
        lock (_gate)
            return [.. _held.Take(most)];
    }

    /// <summary>So many of them, the first, have a place.</summary>
    public void LetGo(int count)
    {
        lock (_gate)
        {
            for (var i = 0; i < count; i++)
                _held.Dequeue();
        }
    }

    /// <summary>A journal cannot be read.</summary>
    public void SetAside(string place)
    {
        lock (_gate)
            _setAside = place;
    }

    /// <summary>The store does not take an entry.</summary>
    public void Refused() => Interlocked.Increment(ref _refused);

    private bool Note(ref (string Why, DateTimeOffset Since)? trouble, string why, DateTimeOffset now)
    {
        lock (_gate)
        {
            var isNew = trouble is null;
            trouble = (why, trouble?.Since ?? now);
            return isNew;
        }
    }
}
