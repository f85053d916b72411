using System.Runtime.CompilerServices;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>Reads a whole reply into one pooled buffer.</summary>
internal static class ReplyBody
{
    /// <summary>The largest whole reply that is read: images in base64 come near to it.</summary>
    public const int Limit = 64 << 20;

    /// <summary>Reads to the end. The caller owns the buffer.</summary>
    /// <exception cref="WireFormatException">The reply is larger than <see cref="Limit"/>.</exception>
    public static async ValueTask<PooledBufferWriter> ReadAsync(UpstreamResponse response, CancellationToken cancellationToken) =>
        (await ReadAsync(response, null, cancellationToken).ConfigureAwait(false))!;

    /// <inheritdoc cref="ReadAsync(UpstreamResponse, CancellationToken)"/>
    public static ValueTask<PooledBufferWriter> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) => ReadAsync(new ClientResponse(response), cancellationToken);

    /// <summary>Reads to the end what is held for a caller. The caller owns the buffer; null when the process holds too much already.</summary>
    /// <exception cref="WireFormatException">The reply is larger than <see cref="Limit"/>.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<PooledBufferWriter?> ReadAsync(UpstreamResponse response, ReplySink? account, CancellationToken cancellationToken)
    {
        var length = response.Length ?? 0;
        if (length > Limit)
            throw TooLarge();
        var counted = length;
        if (account?.TryHold(length) == false)
            return null;
        var body = new PooledBufferWriter((int)Math.Max(length, 1024));
        try
        {
            int read;
            do
            {
                read = await response.ReadAsync(body.GetMemory(Math.Max(1, (int)length - body.WrittenCount)), cancellationToken).ConfigureAwait(false);
                body.Advance(read);
                if (body.WrittenCount > Limit)
                    throw TooLarge();
                if (body.WrittenCount <= counted)
                    continue;
                if (account?.TryHold(body.WrittenCount - counted) == false)
                {
                    body.Dispose();
                    return null;
                }
                counted = body.WrittenCount;
            }
            while (read > 0 && !(length > 0 && body.WrittenCount == length));
            return body;
        }
        catch (Exception)
        {
            body.Dispose();
            throw;
        }
    }

    private static WireFormatException TooLarge() => new("", "The backend's answer is too large.");
}
