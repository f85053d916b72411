using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Parley.Cli.Tests.Running;

/// <summary>A provider on loopback under TLS, with a certificate of its own making, which gives every request the same answer.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate = MakeCertificate();
    private readonly byte[] _answer;
    private readonly Task _serving;
    private int _connections;

    public TlsServer(string body)
    {
        _answer = Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
        _listener.Start();
        _serving = AcceptAsync();
    }

    public string Address => $"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

    /// <summary>The certificate, to be trusted.</summary>
    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>Over how many connections questions came.</summary>
    public int Connections => _connections;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Dispose();
        _certificate.Dispose();
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate });
            var buffer = new byte[64 << 10];
            var (heard, isFirst) = ("", true);
            while (await stream.ReadAsync(buffer) is > 0 and var count)
            {
                heard += Encoding.UTF8.GetString(buffer, 0, count);
                var isQuestion = heard.StartsWith("POST", StringComparison.Ordinal);
                if (isQuestion ? !heard.EndsWith('}') : !heard.EndsWith("\r\n\r\n", StringComparison.Ordinal))
                    continue;
                if (isQuestion && isFirst)
                    Interlocked.Increment(ref _connections);
                (heard, isFirst) = ("", isFirst && !isQuestion);
                await stream.WriteAsync(_answer);
            }
        }
        catch (Exception refused) when (refused is IOException or System.Security.Authentication.AuthenticationException)
        {
            client.Dispose();
        }
    }
}
