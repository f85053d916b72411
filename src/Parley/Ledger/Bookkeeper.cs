using Microsoft.Extensions.Logging;
using Parley.Configuration.Options;
using Parley.Ledger.Bodies;
using Parley.Ledger.Budgets;
using Parley.Ledger.Journal;

namespace Parley.Ledger;

/// <summary>
/// Keeps the ledger: an entry is written into the journal before the caller has the last byte of its answer, and brought into the store afterwards. No request waits for the store, nor fails with it. One for a process; thread-safe.
/// </summary>
public sealed partial class Bookkeeper : IAsyncDisposable
{
    private static readonly TimeSpan BeforeForgetting = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenForgetting = TimeSpan.FromHours(1);
    private readonly JournalFile _journal;
    private readonly LedgerWriter _writer;
    private readonly LedgerState _state = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    private Bookkeeper(JournalFile journal, ILedgerStore store, TimeProvider time, ILogger logger)
    {
        (_journal, Store, _time, _logger) = (journal, store, time, logger);
        _writer = new LedgerWriter(journal, store, _state, time, logger);
        Bodies = store is IBodyStore bodies ? new BodyLog(bodies, logger) : null;
    }

    /// <summary>Keeps what was said; null where the store does not.</summary>
    internal BodyLog? Bodies { get; }

    /// <summary>Where entries are kept.</summary>
    public ILedgerStore Store { get; }

    /// <summary>What is wrong with journal and store, a sentence each; empty when nothing is.</summary>
    public IReadOnlyList<string> Troubles => _state.Troubles;

    /// <summary>Begins to keep books.</summary>
    /// <param name="store">Where entries are kept; the bookkeeper disposes it.</param>
    /// <param name="journal">The folder of the journal. Several processes may use one.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where to log.</param>
    /// <exception cref="IOException">The folder cannot be written, or its disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static Bookkeeper Open(ILedgerStore store, string journal, TimeProvider time, ILogger logger) => new(JournalFile.Open(Path.GetFullPath(journal), store.Place), store, time, logger);

    /// <summary>Takes an attempt that has ended. When this returns, the end of the process cannot undo it.</summary>
    internal void Settle(LedgerEntry entry) => Write(entry, RecordKind.Settled);

    /// <summary>Takes a stream that is about to reach its caller: were the process to end before the stream, this is what is known of it.</summary>
    internal void Begin(LedgerEntry entry) => Write(entry, RecordKind.Open);

    /// <summary>Brings entries into the store, and forgets old ones, until it is cancelled; then once more what is left. One loop is enough for a process.</summary>
    /// <param name="options">What the configuration says now.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Func<LedgerOptions> options, CancellationToken cancellationToken)
    {
        var forgetting = ForgetAsync(options, cancellationToken);
        var bodies = Bodies?.RunAsync(cancellationToken) ?? Task.CompletedTask;
        await _writer.RunAsync(() => options().MaxJournalBytes, cancellationToken).ConfigureAwait(false);
        await forgetting.ConfigureAwait(false);
        await bodies.ConfigureAwait(false);
        // As long as the store takes something; what it does not take stays in the journal.
        await FlushAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Brings into the store what there is; false when it does not take it. <see cref="Troubles"/> says why.</summary>
    public Task<bool> FlushAsync(CancellationToken cancellationToken) => _writer.TryWriteAsync(all: true, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _writer.Dispose();
        _journal.Dispose();
        await Store.DisposeAsync().ConfigureAwait(false);
    }

    private void Write(LedgerEntry entry, RecordKind kind)
    {
        try
        {
            _journal.Append(entry, kind);
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            if (_state.JournalFails(full.Message, _time.GetUtcNow()))
                NoRoom(_logger, _journal.Folder, full.Message);
            if (kind == RecordKind.Settled)
                _state.Hold(entry);
        }
    }

    private async Task ForgetAsync(Func<LedgerOptions> options, CancellationToken cancellationToken)
    {
        // A gateway that is started often forgets, too: not at once, since its tables may have to be made.
        for (var wait = BeforeForgetting; !cancellationToken.IsCancellationRequested; wait = BetweenForgetting)
        {
            await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
                return;
            try
            {
                await ForgetAsync(options(), _time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            }
            catch (LedgerStoreException failed)
            {
                NotForgotten(_logger, failed.Message);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Forgets what is kept no longer, whether or not anything new of its kind comes.</summary>
    private async Task ForgetAsync(LedgerOptions options, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (options.Retention is { } retention)
            await Store.ForgetAsync(now - retention, cancellationToken).ConfigureAwait(false);
        if (Store is IBodyStore bodies)
            await bodies.ForgetBodiesAsync(now - options.Bodies.Retention, cancellationToken).ConfigureAwait(false);
        if (Store is IAnswerStore answers)
            await answers.ForgetAnswersAsync(now, cancellationToken).ConfigureAwait(false);
        if (Store is IBudgetShares shares)
            await shares.ForgetUseAsync(now, cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(85, LogLevel.Error, "The journal {Folder} cannot be written, entries wait in memory: {Why}")]
    private static partial void NoRoom(ILogger logger, string folder, string why);

    [LoggerMessage(86, LogLevel.Warning, "Old entries of the ledger could not be forgotten: {Why}")]
    private static partial void NotForgotten(ILogger logger, string why);
}
