namespace Parley.Ledger.Keys;

/// <summary>Keeps the keys that Parley made. Several processes may share one. Thread-safe; what it throws when it cannot be reached is a <see cref="LedgerStoreException"/>.</summary>
public interface IKeyStore
{
    /// <summary>Brings the tables to the present form.</summary>
    /// <exception cref="LedgerStoreException">It cannot be reached, or is of a later version.</exception>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>A number that is another after each change.</summary>
    /// <exception cref="LedgerStoreException">It cannot be reached.</exception>
    Task<long> KeyVersionAsync(CancellationToken cancellationToken);

    /// <summary>All keys, by name.</summary>
    /// <exception cref="LedgerStoreException">It cannot be reached.</exception>
    Task<IReadOnlyList<StoredKey>> ReadKeysAsync(CancellationToken cancellationToken);

    /// <summary>The key of a name; null when there is none.</summary>
    /// <exception cref="LedgerStoreException">It cannot be reached.</exception>
    Task<StoredKey?> FindKeyAsync(string name, CancellationToken cancellationToken);

    /// <summary>Keeps a key and what was done. One of revision 0 is new; others take the place of that revision.</summary>
    /// <returns>False when the name is taken, or the key has been changed meanwhile.</returns>
    /// <exception cref="LedgerStoreException">It cannot be reached.</exception>
    Task<bool> TryWriteKeyAsync(StoredKey key, KeyEvent change, CancellationToken cancellationToken);

    /// <summary>Forgets a key, and keeps that it was done. False when it is not there any more.</summary>
    /// <exception cref="LedgerStoreException">It cannot be reached.</exception>
    Task<bool> TryRemoveKeyAsync(StoredKey key, KeyEvent change, CancellationToken cancellationToken);

    /// <summary>What was done to the keys of a name, the newest first.</summary>
    /// <exception cref="LedgerStoreException">It cannot be reached.</exception>
    Task<IReadOnlyList<KeyEvent>> KeyHistoryAsync(string name, int most, CancellationToken cancellationToken);

    /// <summary>Forgets what was done before a time.</summary>
    /// <exception cref="LedgerStoreException">It cannot be reached.</exception>
    Task<int> ForgetKeyEventsAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Waits until keys may have changed: until the store says so, or for a time.</summary>
    Task WaitForKeysAsync(TimeSpan most, CancellationToken cancellationToken);
}
