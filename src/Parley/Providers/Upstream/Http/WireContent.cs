using System.Net;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>
/// A pooled request body that goes back to the pool only after the last send of it has ended: an upstream may answer, or the attempt be cancelled, while bytes are still on their way.
/// The caller's body, of which large pieces are sent from where they are, is in use until then.
/// </summary>
internal sealed class WireContent : HttpContent
{
    private readonly BodyParts _body;
    private readonly BodyUse _use;
    private int _holders = 1;
    private bool _disposed;

    public WireContent(BodyParts body, BodyUse use)
    {
        _body = body;
        _use = use;
        use.Begin();
        Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _holders);
        try
        {
            for (var i = 0; i < _body.Count; i++)
                await stream.WriteAsync(_body[i], cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Release();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            Release();
        }
        base.Dispose(disposing);
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _holders) != 0)
            return;
        _body.Dispose();
        _use.End();
    }
}
