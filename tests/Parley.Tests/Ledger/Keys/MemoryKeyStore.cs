using System.Collections.Concurrent;
using Parley.Ledger;
using Parley.Ledger.Keys;

namespace Parley.Tests.Ledger.Keys;

/// <summary>Keys in memory, in a store that can be unreachable.</summary>
internal sealed class MemoryKeyStore : IKeyStore
{
    private readonly ConcurrentDictionary<string, StoredKey> _keys = new(StringComparer.Ordinal);
    private long _version;

    public bool IsDown { get; set; }

    public List<KeyEvent> Events { get; } = [];

    public int Reads { get; private set; }

    public Task PrepareAsync(CancellationToken cancellationToken) => Answer(0);

    public Task<long> KeyVersionAsync(CancellationToken cancellationToken) => Answer(_version);

    public Task<IReadOnlyList<StoredKey>> ReadKeysAsync(CancellationToken cancellationToken)
    {
        Reads++;
        return Answer<IReadOnlyList<StoredKey>>([.. _keys.Values]);
    }

    public Task<StoredKey?> FindKeyAsync(string name, CancellationToken cancellationToken) => Answer(_keys.GetValueOrDefault(name));

    public Task<bool> TryWriteKeyAsync(StoredKey key, KeyEvent change, CancellationToken cancellationToken)
    {
        var next = key with { Revision = key.Revision + 1 };
        var isWritten = key.Revision == 0 ? _keys.TryAdd(key.Name, next) : _keys.TryGetValue(key.Name, out var old) && old.Revision == key.Revision && _keys.TryUpdate(key.Name, next, old);
        return Changed(isWritten, change);
    }

    public Task<bool> TryRemoveKeyAsync(StoredKey key, KeyEvent change, CancellationToken cancellationToken) => Changed(_keys.TryRemove(key.Name, out _), change);

    public Task<IReadOnlyList<KeyEvent>> KeyHistoryAsync(string name, int most, CancellationToken cancellationToken) => Answer<IReadOnlyList<KeyEvent>>([.. Events.Where(done => done.Name == name).Take(most)]);

    public Task<int> ForgetKeyEventsAsync(DateTimeOffset before, CancellationToken cancellationToken) => Answer(Events.RemoveAll(done => done.At < before));

    public Task WaitForKeysAsync(TimeSpan most, CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Puts a key there as another program would, whatever it says.</summary>
    public void Put(StoredKey key)
    {
        _keys[key.Name] = key;
        _version++;
    }

    private Task<bool> Changed(bool isDone, KeyEvent change)
    {
        if (isDone)
        {
            _version++;
            Events.Add(change);
        }
        return Answer(isDone);
    }

    private Task<T> Answer<T>(T value) => IsDown ? Task.FromException<T>(new LedgerStoreException("gone", isTransient: true)) : Task.FromResult(value);
}
