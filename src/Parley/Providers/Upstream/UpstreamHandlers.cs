using System.Collections.Concurrent;
using System.Net;

namespace Parley.Providers.Upstream;

/// <summary>
/// The connection pools, one for each set of connection settings, shared by every backend that has the same and kept over reloads.
/// </summary>
/// <remarks>
/// No retry, no redirect, no cookies, no decompression: dispatch alone retries, and bytes are passed on as they come.
/// The drain timeout is zero so that a reply that nobody reads any more closes its connection at once: a caller who leaves must not keep a model busy.
/// </remarks>
public sealed class UpstreamHandlers : IDisposable
{
    private readonly ConcurrentDictionary<ConnectionSettings, HttpMessageInvoker> _invokers = new();

    /// <summary>The pool for these settings.</summary>
    public HttpMessageInvoker For(ConnectionSettings settings) => _invokers.GetOrAdd(settings, static key => new HttpMessageInvoker(Create(key)));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var invoker in _invokers.Values)
            invoker.Dispose();
    }

    private static SocketsHttpHandler Create(ConnectionSettings settings) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = settings.UseProxy,
        ActivityHeadersPropagator = null,
        ConnectTimeout = settings.ConnectTimeout,
        ResponseDrainTimeout = TimeSpan.Zero,
        MaxConnectionsPerServer = int.MaxValue,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        MaxResponseHeadersLength = 64,
    };
}

/// <summary>What tells connection pools apart.</summary>
/// <param name="ConnectTimeout">How long a connection may take.</param>
/// <param name="UseProxy">Whether <c>HTTPS_PROXY</c> and its kin apply; never for loopback.</param>
public readonly record struct ConnectionSettings(TimeSpan ConnectTimeout, bool UseProxy);
