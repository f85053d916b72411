using Microsoft.Extensions.Logging;
using Parley.Configuration;

namespace Parley.Ledger.Keys;

/// <summary>
/// The keys of a store in memory, where requests are checked: no request waits for the store, nor fails with it. What is changed there, by this process or another, holds here within a second. One for a process; thread-safe.
/// </summary>
public sealed partial class KeyRing : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenForgetting = TimeSpan.FromHours(1);

    /// <summary>So long it is kept who did what to which key.</summary>
    private static readonly TimeSpan HistoryKept = TimeSpan.FromDays(400);

    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _merging = new();
    private Dictionary<string, (long Revision, CallerKey? Key)> _compiled = [];
    private KeyIndex _index = KeyIndex.Unread;
    private Merged? _merged;
    private long? _version;
    private bool _isPrepared;
    private long _forgotten;
    private string? _trouble;

    /// <summary>Begins with none, but with callers needing one until the store has been read.</summary>
    /// <param name="store">Where keys are kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where to log.</param>
    public KeyRing(IKeyStore store, TimeProvider time, ILogger logger) => (Store, _time, _logger, _forgotten) = (store, time, logger, time.GetTimestamp());

    /// <summary>Where keys are kept.</summary>
    public IKeyStore Store { get; }

    /// <summary>The keys.</summary>
    public KeyIndex Index => Volatile.Read(ref _index);

    /// <summary>What is wrong with the store, a sentence; null when nothing is.</summary>
    public string? Trouble => Volatile.Read(ref _trouble);

    /// <summary>A configuration with these keys besides its own. Costs two comparisons where nothing has changed.</summary>
    internal GatewaySnapshot Over(GatewaySnapshot configured)
    {
        var (index, merged) = (Index, Volatile.Read(ref _merged));
        if (merged is not null && ReferenceEquals(merged.Configured, configured) && ReferenceEquals(merged.Index, index))
            return merged.Snapshot;
        lock (_merging)
        {
            index = Index;
            if (_merged is not null && ReferenceEquals(_merged.Configured, configured) && ReferenceEquals(_merged.Index, index))
                return _merged.Snapshot;
            var snapshot = index.All.IsEmpty && !index.AreRequired ? configured : configured.WithKeys(index);
            Volatile.Write(ref _merged, new Merged(configured, index, snapshot));
            return snapshot;
        }
    }

    /// <summary>Takes up changes until it is cancelled. One loop is enough for a process.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await RefreshAsync(cancellationToken).ConfigureAwait(false);
            await Store.WaitForKeysAsync(Interval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes up what has changed; false when the store cannot be read: the keys that are known stay then.</summary>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await ReadAsync(cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _trouble, null);
            return true;
        }
        catch (LedgerStoreException failed)
        {
            if (Interlocked.Exchange(ref _trouble, failed.Message) is null)
                Unreadable(_logger, failed.Message);
            return false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (!_isPrepared)
            await Store.PrepareAsync(cancellationToken).ConfigureAwait(false);
        _isPrepared = true;
        if (_time.GetElapsedTime(_forgotten) >= BetweenForgetting)
        {
            await Store.ForgetKeyEventsAsync(_time.GetUtcNow() - HistoryKept, cancellationToken).ConfigureAwait(false);
            _forgotten = _time.GetTimestamp();
        }
        // The number first: a change in between is then seen the next time.
        var version = await Store.KeyVersionAsync(cancellationToken).ConfigureAwait(false);
        if (version == _version)
            return;
        Take(await Store.ReadKeysAsync(cancellationToken).ConfigureAwait(false));
        _version = version;
    }

    private void Take(IReadOnlyList<StoredKey> stored)
    {
        var compiled = new Dictionary<string, (long Revision, CallerKey? Key)>(stored.Count, StringComparer.Ordinal);
        var (keys, values) = (new List<CallerKey>(stored.Count), new List<KeyValue>(stored.Count));
        foreach (var one in stored)
        {
            var entry = compiled[one.Id] = _compiled.TryGetValue(one.Id, out var before) && before.Revision == one.Revision ? before : (one.Revision, Compile(one));
            if (entry.Key is not { } key)
                continue;
            keys.Add(key);
            values.Add(new KeyValue(one.Value.Prefix, key));
            if (one.Retired is { } retired)
                values.Add(new KeyValue(retired.Value.Prefix, key with { Hash = retired.Value.Hash, Expires = key.Expires < retired.Until ? key.Expires : retired.Until }));
        }
        _compiled = compiled;
        Volatile.Write(ref _index, new KeyIndex(keys, values) { AreRequired = stored.Count > 0 || Index is { IsRead: true, AreRequired: true } });
    }

    private CallerKey? Compile(StoredKey stored)
    {
        var key = KeySettings.Compile(stored, out var fault);
        if (fault is not null)
            NotTaken(_logger, stored.Name, fault.Message);
        return key;
    }

    private sealed record Merged(GatewaySnapshot Configured, KeyIndex Index, GatewaySnapshot Snapshot);

    [LoggerMessage(70, LogLevel.Error, "The keys of the store cannot be read, those that are known stay in use: {Why}")]
    private static partial void Unreadable(ILogger logger, string why);

    [LoggerMessage(71, LogLevel.Error, "The key {Name} of the store is refused, since this version cannot read what it may do: {Why}")]
    private static partial void NotTaken(ILogger logger, string name, string why);
}
