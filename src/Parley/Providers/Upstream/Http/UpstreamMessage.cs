using Parley.Dialects.Wire;
using Parley.Providers.Auth;

namespace Parley.Providers.Upstream;

/// <summary>
/// The HTTP request of one call. Its pooled body goes back to the pool only after the last send of it has ended: an upstream may answer, or the attempt be cancelled, while bytes are still on their way.
/// The caller's body, of which large pieces are sent from where they are, is in use until then.
/// </summary>
internal sealed class UpstreamMessage : IOutgoingRequest, IDisposable
{
    private readonly BodyUse _use;
    private int _holders = 1;
    private bool _disposed;

    /// <summary>Begins one.</summary>
    /// <param name="body">The body, which the message owns from here on.</param>
    /// <param name="use">Counts who reads the caller's body.</param>
    public UpstreamMessage(BodyParts body, BodyUse use)
    {
        (Body, _use) = (body, use);
        use.Begin();
    }

    public string Method => "POST";

    public Uri Address { get; set; } = null!;

    public string ContentType => "application/json";

    public BodyParts Body { get; }

    /// <summary>All headers but those of the body and <c>Host</c>.</summary>
    public List<KeyValuePair<string, string>> Headers { get; private set; } = [];

    /// <summary>Whether any of it may have left.</summary>
    public bool IsSent { get; private set; }

    /// <summary>Whether it went twice: the connection that was kept open had been closed, and a fresh one was taken.</summary>
    public bool IsRepeated { get; set; }

    /// <summary>Says where it goes and with which headers.</summary>
    /// <param name="address">The address.</param>
    /// <param name="headers">The headers, which it owns from here on.</param>
    /// <param name="own">The backend's own headers, which are put in the place of others of their names.</param>
    public void Head(Uri address, List<KeyValuePair<string, string>> headers, IReadOnlyCollection<KeyValuePair<string, string>> own)
    {
        (Address, Headers) = (address, headers);
        // Bytes are passed on as they come: no compression that would have to be undone.
        Add("Accept-Encoding", "identity");
        Add("User-Agent", "parley");
        if (own.Count == 0)
            return;
        foreach (var (name, value) in own)
        {
            headers.RemoveAll(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (!IsOfBody(name))
                Add(name, value);
        }
    }

    public void Add(string name, string value) => Headers.Add(new(name, value));

    /// <summary>A header; null when it is not among them.</summary>
    public string? Find(string name)
    {
        foreach (var header in Headers)
        {
            if (header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return header.Value;
        }
        return null;
    }

    public async ValueTask CopyBodyToAsync(Stream stream, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Body.Count; i++)
            await stream.WriteAsync(Body[i], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keeps the body until the holder, who sends it, is disposed.</summary>
    public Holder Hold()
    {
        IsSent = true;
        Interlocked.Increment(ref _holders);
        return new Holder(this);
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Release();
    }

    /// <summary>How a body is framed is said by whoever sends it.</summary>
    private static bool IsOfBody(string name) => name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase) || name.Equals("Connection", StringComparison.OrdinalIgnoreCase);

    private void Release()
    {
        if (Interlocked.Decrement(ref _holders) != 0)
            return;
        Body.Dispose();
        _use.End();
    }

    /// <summary>Somebody who reads the body.</summary>
    public readonly struct Holder(UpstreamMessage message) : IDisposable
    {
        public void Dispose() => message.Release();
    }
}
