using System.Runtime.CompilerServices;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>
/// Reads a stream's bytes as the network brings them. Before it waits it flushes what the caller has not seen yet: bytes that are already here are worked on first and leave in one piece,
/// and nothing is ever held back while there is nothing to do.
/// </summary>
internal readonly struct ArrivingBytes(Stream source, UpstreamCall call)
{
    /// <summary>Puts the next bytes into the reader; false at the end.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> ReadAsync(FrameReader frames)
    {
        // An empty read waits without a buffer: a thousand silent streams hold none.
        var arrival = source.ReadAsync(Memory<byte>.Empty, call.CancellationToken);
        if (!arrival.IsCompleted && call.Attempt.IsCommitted)
            await call.Attempt.Sink.FlushAsync(call.CancellationToken).ConfigureAwait(false);
        _ = frames.GetMemory(0);
        await arrival.ConfigureAwait(false);
        var count = await source.ReadAsync(frames.GetMemory(), call.CancellationToken).ConfigureAwait(false);
        frames.Advance(count);
        return count > 0;
    }
}
