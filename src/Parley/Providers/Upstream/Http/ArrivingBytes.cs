using System.Runtime.CompilerServices;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>
/// Reads a stream's bytes as the network brings them. Before it waits it flushes what the caller has not seen yet: bytes that are already here are worked on first and leave in one piece,
/// and nothing is ever held back while there is nothing to do.
/// </summary>
internal sealed class ArrivingBytes(UpstreamCall call)
{
    /// <summary>A stream that was silent for so long will be again.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(50);

    private const int RoomForBurst = 4096;
    private bool _isSlow;

    /// <summary>Puts the next bytes into the reader; false at the end.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> ReadAsync(FrameReader frames)
    {
        var began = call.Attempt.Deadlines.Elapsed;
        // A slow stream waits in a read of nothing, without a buffer: a thousand silent streams hold none. It costs a call to the system, which a quick one is spared.
        var arrival = call.Response.ReadAsync(frames.GetMemory(_isSlow ? 0 : RoomForBurst), call.CancellationToken);
        if (!arrival.IsCompleted && call.Attempt.IsCommitted)
        {
            try
            {
                await call.Attempt.Sink.FlushAsync(call.CancellationToken).ConfigureAwait(false);
            }
            catch (Exception)
            {
                await AbandonAsync(arrival).ConfigureAwait(false);
                throw;
            }
        }
        var count = await arrival.ConfigureAwait(false);
        if (_isSlow)
            count = await call.Response.ReadAsync(frames.GetMemory(), call.CancellationToken).ConfigureAwait(false);
        _isSlow = call.Attempt.Deadlines.Elapsed - began > Slow;
        frames.Advance(count);
        return count > 0;
    }

    /// <summary>Ends a read that nobody waits for any more: its buffer must not go back to the pool while the network may still write into it.</summary>
    private async ValueTask AbandonAsync(ValueTask<int> arrival)
    {
        call.Response.Dispose();
        try
        {
            _ = await arrival.ConfigureAwait(false);
        }
        catch (Exception ended) when (ended is IOException or HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // That is what the disposal was for.
            return;
        }
    }
}
