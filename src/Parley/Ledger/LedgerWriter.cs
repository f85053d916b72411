using Microsoft.Extensions.Logging;
using Parley.Ledger.Journal;

namespace Parley.Ledger;

/// <summary>Brings entries from the journal into the store, in batches, off every request's way. While the store cannot be reached they stay in the journal.</summary>
internal sealed partial class LedgerWriter(JournalFile journal, ILedgerStore store, LedgerState state, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly OpenEntries _open = new();
    private readonly WritingPace _pace = new(journal);
    private List<LedgerEntry> _batch = [];
    private bool _prepared;
    private bool _recovered;

    /// <summary>Works until it is cancelled.</summary>
    /// <param name="mostBytes">How much journal may wait, as it is configured now.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Func<long> mostBytes, CancellationToken cancellationToken)
    {
        var wait = Interval;
        while (!cancellationToken.IsCancellationRequested)
        {
            journal.MostBytes = mostBytes();
            wait = await TryWriteAsync(all: journal.IsCrowded, cancellationToken).ConfigureAwait(false) ? Interval : wait * 2 < LongestWait ? wait * 2 : LongestWait;
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Writes what there is; false when the store did not take it, and why is in the state.</summary>
    /// <param name="all">Whether all that there is; else at most as much as one interval is for.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<bool> TryWriteAsync(bool all, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await WriteAsync(all, cancellationToken).ConfigureAwait(false);
            state.StoreAnswers();
            return true;
        }
        catch (LedgerStoreException failed)
        {
            // It may be another when it is back, or an empty one.
            _prepared = false;
            if (state.StoreFails(failed.Message, time.GetUtcNow()))
                Unreachable(logger, store.Place, failed.Message);
            return false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception defect)
        {
            // Were it to end this loop, nothing more would come into the store, and nobody would know.
            if (state.StoreFails(defect.Message, time.GetUtcNow()))
                Defect(logger, defect);
            return false;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task WriteAsync(bool all, CancellationToken cancellationToken)
    {
        MakeRoom();
        if (!_prepared)
            await store.PrepareAsync(cancellationToken).ConfigureAwait(false);
        _prepared = true;
        if (!_recovered)
            await RecoverAsync(cancellationToken).ConfigureAwait(false);
        _recovered = true;
        var most = all ? WritingPace.Batch : _pace.Next();
        for (var more = true; more && Fill(most); more = all)
        {
            await AppendAsync(_batch, cancellationToken).ConfigureAwait(false);
            _batch = [];
            journal.Take();
            CarryOpen();
        }
        await AppendHeldAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The next file of the journal is made here, and not while a request waits for it; what had no room before goes into it. A journal without room stops nothing: the store may take what is in it.</summary>
    private void MakeRoom()
    {
        try
        {
            journal.Prepare();
            while (state.FirstHeld is { } held)
            {
                journal.Append(held, RecordKind.Settled);
                state.LetGo(1);
            }
            state.JournalTakes();
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            if (state.JournalFails(full.Message, time.GetUtcNow()))
                NoRoom(logger, journal.Folder, full.Message);
        }
    }

    /// <summary>What the journal has no room for goes into the store from memory.</summary>
    private async Task AppendHeldAsync(CancellationToken cancellationToken)
    {
        while (state.Held(WritingPace.Batch) is { Count: > 0 } held)
        {
            await AppendAsync(held, cancellationToken).ConfigureAwait(false);
            foreach (var entry in held)
                _open.Note(RecordKind.Settled, entry);
            state.LetGo(held.Count);
        }
    }

    /// <summary>Collects the next batch; one that was not taken is still there.</summary>
    private bool Fill(int most)
    {
        while (_batch.Count == 0 && journal.Read(most) is { Count: > 0 } records)
        {
            foreach (var (kind, entry) in records)
            {
                if (_open.Note(kind, entry))
                    _batch.Add(entry);
            }
        }
        return _batch.Count > 0;
    }

    /// <summary>Files that are read go; what they say of streams that are still under way is said again before, also where nothing else has room any more.</summary>
    private void CarryOpen()
    {
        if (!journal.HasRead)
            return;
        try
        {
            foreach (var entry in _open.All)
                journal.Append(entry, RecordKind.Carried);
            journal.Forget();
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            if (state.JournalFails(full.Message, time.GetUtcNow()))
                NoRoom(logger, journal.Folder, full.Message);
        }
    }

    private async Task RecoverAsync(CancellationToken cancellationToken)
    {
        foreach (var left in journal.Left())
        {
            using (left)
            {
                try
                {
                    await RecoverAsync(left, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
                {
                    // It is looked at again at the next start; until then it holds up nothing.
                    state.SetAside(left.Folder);
                    Unreadable(logger, left.Folder, unreadable.Message, 0);
                }
            }
        }
        foreach (var other in journal.OfOtherStores())
            OfAnother(logger, other, store.Place);
    }

    /// <summary>What can be read is taken; what cannot is kept beside for who can, and said: it holds up nothing else.</summary>
    private async Task RecoverAsync(LeftJournal left, CancellationToken cancellationToken)
    {
        var entries = 0;
        using var rest = left.Entries().GetEnumerator();
        for (var more = true; more;)
        {
            var batch = new List<LedgerEntry>();
            InvalidDataException? spoiled = null;
            try
            {
                while (batch.Count < WritingPace.Batch && (more = rest.MoveNext()))
                    batch.Add(rest.Current);
            }
            catch (InvalidDataException unreadable)
            {
                spoiled = unreadable;
            }
            if (batch.Count > 0)
                await AppendAsync(batch, cancellationToken).ConfigureAwait(false);
            entries += batch.Count;
            if (spoiled is not null)
            {
                var place = left.SetAside();
                state.SetAside(place);
                Unreadable(logger, place, spoiled.Message, entries);
                return;
            }
        }
        left.Delete();
        Recovered(logger, entries);
    }

    /// <summary>A batch of which the store does not take one entry is given entry by entry, so that one does not hold up all.</summary>
    private async Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken)
    {
        try
        {
            await store.AppendAsync(entries, cancellationToken).ConfigureAwait(false);
        }
        catch (LedgerStoreException refused) when (!refused.IsTransient && entries.Count > 1)
        {
            foreach (var entry in entries)
                await AppendAsync([entry], cancellationToken).ConfigureAwait(false);
        }
        catch (LedgerStoreException refused) when (!refused.IsTransient)
        {
            state.Refused();
            NotTaken(logger, entries[0].ExchangeId, entries[0].Attempt, refused.Message);
        }
    }

    [LoggerMessage(80, LogLevel.Error, "The ledger's store {Place} cannot be reached, entries stay in the journal: {Why}")]
    private static partial void Unreachable(ILogger logger, string place, string why);

    [LoggerMessage(81, LogLevel.Error, "The journal {Folder} cannot be written: {Why}")]
    private static partial void NoRoom(ILogger logger, string folder, string why);

    [LoggerMessage(82, LogLevel.Warning, "A gateway that ended before its time left a journal: {Entries} entries were taken into the ledger")]
    private static partial void Recovered(ILogger logger, int entries);

    [LoggerMessage(83, LogLevel.Error, "A journal that another gateway left cannot be read whole, and stays at {Place}; {Entries} entries were taken from it: {Why}")]
    private static partial void Unreadable(ILogger logger, string place, string why, int entries);

    [LoggerMessage(79, LogLevel.Warning, "The journal {Folder} was left by a gateway with another store than {Place}, or with the same under another address: its entries wait until a gateway has that store")]
    private static partial void OfAnother(ILogger logger, string folder, string place);

    [LoggerMessage(89, LogLevel.Error, "Entries could not be brought into the ledger by a defect of the gateway, and wait in the journal")]
    private static partial void Defect(ILogger logger, Exception defect);

    [LoggerMessage(84, LogLevel.Error, "The ledger's store does not take the entry {Exchange}/{Attempt}, it is left out: {Why}")]
    private static partial void NotTaken(ILogger logger, string exchange, int attempt, string why);
}
