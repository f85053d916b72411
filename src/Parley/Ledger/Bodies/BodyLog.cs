using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Parley.Ledger.Bodies;

/// <summary>Keeps bodies on the side: nobody waits, and what cannot be kept in time is left out, and counted. Unlike entries of the ledger they do not outlive the process before the store has them.</summary>
internal sealed partial class BodyLog(IBodyStore store, ILogger logger)
{
    private const int MostWaiting = 256;
    private const int AtOnce = 64;
    private readonly Channel<(string Id, DateTimeOffset At, byte[] Request, byte[] Reply, int Most)> _waiting =
        Channel.CreateBounded<(string, DateTimeOffset, byte[], byte[], int)>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    private long _leftOut;

    /// <summary>Takes bodies.</summary>
    /// <param name="id">The request.</param>
    /// <param name="at">When it ended.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="reply">What was answered.</param>
    /// <param name="most">How much is kept of each.</param>
    public void Keep(string id, DateTimeOffset at, ReadOnlySpan<byte> request, ReadOnlySpan<byte> reply, int most)
    {
        if (!_waiting.Writer.TryWrite((id, at, Start(request, most), Start(reply, most), most)))
            Interlocked.Increment(ref _leftOut);
    }

    /// <summary>Brings them into the store until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
                await WriteAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            while (_waiting.Reader.TryPeek(out _))
                await WriteAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var batch = new List<KeptBodies>();
        while (batch.Count < AtOnce && _waiting.Reader.TryRead(out var one))
            batch.Add(new KeptBodies(one.Id, one.At, Redaction.Of(one.Request, one.Most), Redaction.Of(one.Reply, one.Most)));
        if (Interlocked.Exchange(ref _leftOut, 0) is > 0 and var leftOut)
            NotKept(logger, leftOut, "they came faster than the store takes them");
        try
        {
            await store.AppendAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (LedgerStoreException failed)
        {
            NotKept(logger, batch.Count, failed.Message);
        }
    }

    /// <summary>One byte more than is kept, so that it is known to be cut.</summary>
    private static byte[] Start(ReadOnlySpan<byte> body, int most) => body[..Math.Min(body.Length, most + 1)].ToArray();

    [LoggerMessage(88, LogLevel.Warning, "The bodies of {Count} requests could not be kept: {Why}")]
    private static partial void NotKept(ILogger logger, long count, string why);
}
