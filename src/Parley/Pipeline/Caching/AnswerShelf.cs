using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Parley.Ledger;

namespace Parley.Pipeline.Caching;

/// <summary>Answers in the store. No caller waits for it but for a moment: a store that is slow or away is one that has no answer. Thread-safe.</summary>
internal sealed partial class AnswerShelf(IAnswerStore store, TimeProvider time, ILogger logger)
{
    /// <summary>So many answers wait to be written; further ones are not.</summary>
    private const int MostWaiting = 256;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenForgetting = TimeSpan.FromMinutes(10);

    private readonly Channel<StoredAnswer> _waiting = Channel.CreateBounded<StoredAnswer>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite });
    private long _pausedUntil;
    private long _forgetAt;
    private int _isWriting;

    /// <summary>The answer of a key; null when there is none, or none in time.</summary>
    public async ValueTask<CachedAnswer?> FindAsync(CacheKey key, CancellationToken cancellationToken)
    {
        if (time.GetTimestamp() < Volatile.Read(ref _pausedUntil))
            return null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var found = await store.FindAnswerAsync(key.Name, time.GetUtcNow(), patience.Token).WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
            return found is null ? null : StoredAnswers.Read(found);
        }
        catch (Exception failed) when (failed is LedgerStoreException or TimeoutException)
        {
            await patience.CancelAsync().ConfigureAwait(false);
            Rest(failed);
            return null;
        }
        catch (OperationCanceledException)
        {
            // The rest of the way tells a caller who is gone.
            return null;
        }
    }

    /// <summary>Has an answer written, some time soon.</summary>
    public void Keep(CacheKey key, CachedAnswer answer)
    {
        if (_waiting.Writer.TryWrite(StoredAnswers.Write(key, answer)) && Interlocked.CompareExchange(ref _isWriting, 1, 0) == 0)
            _ = Task.Run(WriteAsync);
    }

    private async Task WriteAsync()
    {
        do
        {
            try
            {
                while (_waiting.Reader.TryRead(out var answer))
                    await SaveAsync(answer).ConfigureAwait(false);
            }
            finally
            {
                Volatile.Write(ref _isWriting, 0);
            }
        }
        while (_waiting.Reader.TryPeek(out _) && Interlocked.CompareExchange(ref _isWriting, 1, 0) == 0);
    }

    private async Task SaveAsync(StoredAnswer answer)
    {
        try
        {
            await store.SaveAnswerAsync(answer, CancellationToken.None).ConfigureAwait(false);
            if (time.GetTimestamp() < _forgetAt)
                return;
            _forgetAt = After(BetweenForgetting);
            await store.ForgetAnswersAsync(time.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
        }
        catch (LedgerStoreException failed)
        {
            Rest(failed);
        }
    }

    /// <summary>Leaves the store alone for a while.</summary>
    private void Rest(Exception failed)
    {
        Volatile.Write(ref _pausedUntil, After(Pause));
        Away(logger, failed is TimeoutException ? "it did not answer in time" : failed.Message);
    }

    private long After(TimeSpan span) => time.GetTimestamp() + (long)(span.TotalSeconds * time.TimestampFrequency);

    [LoggerMessage(66, LogLevel.Warning, "The store has no answers for the cache at the moment: {Why}")]
    private static partial void Away(ILogger logger, string why);
}
