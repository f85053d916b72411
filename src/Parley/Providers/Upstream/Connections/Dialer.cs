using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Parley.Providers.Upstream.Connections;

/// <summary>Opens connections. What goes wrong is thrown as <see cref="HttpClient"/> throws it.</summary>
internal static class Dialer
{
    /// <summary>Opens one, with TLS where the address says so.</summary>
    /// <exception cref="HttpRequestException">Nobody accepts it, or the other side is not trusted.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or, with a <see cref="TimeoutException"/> inside, not accepted in time.</exception>
    public static async Task<(Stream Stream, Socket Socket)> ConnectAsync(Origin origin, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            var plain = await ReachAsync(origin, limit.Token).ConfigureAwait(false);
            return (origin.IsSecure ? await SecureAsync(plain, origin, limit.Token).ConfigureAwait(false) : plain, plain.Socket);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TaskCanceledException("The connection was not accepted in time.", new TimeoutException(late.Message, late), CancellationToken.None);
        }
    }

    private static async Task<NetworkStream> ReachAsync(Origin origin, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(origin.Host, origin.Port), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException failed)
        {
            socket.Dispose();
            var error = failed.SocketErrorCode is SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData ? HttpRequestError.NameResolutionError : HttpRequestError.ConnectionError;
            throw new HttpRequestException(error, failed.Message, failed);
        }
        catch (Exception)
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Stream> SecureAsync(NetworkStream plain, Origin origin, CancellationToken cancellationToken)
    {
        var secure = new SslStream(plain);
        try
        {
            var options = new SslClientAuthenticationOptions { TargetHost = origin.Name ?? origin.Host, ApplicationProtocols = [SslApplicationProtocol.Http11] };
            await secure.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            return secure;
        }
        catch (Exception failed)
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            if (failed is AuthenticationException or IOException)
                throw new HttpRequestException(HttpRequestError.SecureConnectionError, failed.Message, failed);
            throw;
        }
    }
}
