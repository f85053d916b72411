using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using Parley.Configuration.Options;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Providers.Media;

/// <summary>
/// Fetches media by the addresses that callers name. Each address is resolved here and connected to as it was resolved, so that a second answer of the name service changes nothing;
/// redirects are followed by hand, and each is checked as the first.
/// </summary>
internal sealed class MediaFetcher : IDisposable
{
    private const int MostRedirects = 3;

    private static readonly HttpRequestOptionsKey<ImageOptions> Options = new("parley.images");

    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectCallback = ConnectAsync,
        // Another request may have other networks allowed: no connection outlives its request.
        PooledConnectionLifetime = TimeSpan.Zero,
        MaxResponseHeadersLength = 64,
    });

    /// <summary>Fetches one.</summary>
    /// <param name="media">The medium and its address.</param>
    /// <param name="options">The limits.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The medium with its bytes.</returns>
    /// <exception cref="MediaException">It cannot be fetched, or may not.</exception>
    public async ValueTask<MediaPart> FetchAsync(MediaPart media, ImageOptions options, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Timeout);
        try
        {
            using var response = await FollowAsync(((MediaSource.Url)media.Source).Address, options, patience.Token).ConfigureAwait(false);
            var type = TypeOf(response, media);
            var bytes = await ReadAsync(response, options.MaxBytes, patience.Token).ConfigureAwait(false);
            return media with { MediaType = type, Source = new MediaSource.Base64(InBase64(bytes)) };
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or SocketException)
        {
            throw broken.InnerException as MediaException ?? new MediaException("its server cannot be reached");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MediaException("its server took too long");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _invoker.Dispose();

    private async ValueTask<HttpResponseMessage> FollowAsync(string address, ImageOptions options, CancellationToken cancellationToken)
    {
        var at = Checked(address, null);
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            request.Options.Set(Options, options);
            request.Headers.TryAddWithoutValidation("User-Agent", "parley");
            request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
            var response = await _invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return response;
            var next = response.Headers.Location;
            var status = (int)response.StatusCode;
            response.Dispose();
            if (status is not (301 or 302 or 303 or 307 or 308) || next is null)
                throw new MediaException($"its server answers with status {status}");
            if (redirects == MostRedirects)
                throw new MediaException("it is redirected too often");
            at = Checked(next.OriginalString, at);
        }
    }

    private static Uri Checked(string address, Uri? from)
    {
        var isAddress = from is null ? Uri.TryCreate(address, UriKind.Absolute, out var uri) : Uri.TryCreate(from, address, out uri);
        if (!isAddress || uri!.Scheme is not ("http" or "https"))
            throw new MediaException("only http and https addresses are fetched");
        return uri.UserInfo.Length == 0 ? uri : throw new MediaException("an address with a password is not fetched");
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        context.InitialRequestMessage.Options.TryGetValue(Options, out var options);
        var addresses = IPAddress.TryParse(context.DnsEndPoint.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken).ConfigureAwait(false);
        // One address that may not be reached is enough: a name that leads to both is no accident.
        if (addresses.Length == 0 || Array.Exists(addresses, address => !PublicAddress.MayReach(address, options!.Allow)))
            throw new MediaException("its address is not a public one");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What it is by its server's word; that must be what the caller said that it is.</summary>
    private static string TypeOf(HttpResponseMessage response, MediaPart media)
    {
        var said = response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant() ?? "";
        var fits = media.Kind switch
        {
            MediaKind.Image => said.StartsWith("image/", StringComparison.Ordinal) && said != "image/svg+xml",
            MediaKind.Audio => said.StartsWith("audio/", StringComparison.Ordinal),
            MediaKind.Video => said.StartsWith("video/", StringComparison.Ordinal),
            _ => said is "application/pdf" or "text/plain",
        };
        if (fits)
            return said;
        if (said is "" or "application/octet-stream" or "binary/octet-stream" && media.MediaType is { } claimed)
            return claimed;
        throw new MediaException($"its server says that it is {(said.Length == 0 ? "of no type" : said)}, not {(media.Kind == MediaKind.Image ? "an image" : media.Kind == MediaKind.Document ? "a document" : "a recording")}");
    }

    private static async ValueTask<byte[]> ReadAsync(HttpResponseMessage response, long most, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > most)
            throw TooLarge(most);
        using var bytes = new PooledBufferWriter(64 << 10);
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        int read;
        while ((read = await stream.ReadAsync(bytes.GetMemory(16 << 10), cancellationToken).ConfigureAwait(false)) > 0)
        {
            bytes.Advance(read);
            if (bytes.WrittenCount > most)
                throw TooLarge(most);
        }
        return bytes.WrittenCount > 0 ? bytes.WrittenSpan.ToArray() : throw new MediaException("its server sends nothing");
    }

    private static MediaException TooLarge(long most) => new($"it is larger than {most >> 20} MiB");

    /// <summary>Bytes as a JSON string, quotes included.</summary>
    private static JsonText InBase64(byte[] bytes)
    {
        var token = new byte[Base64.GetMaxEncodedToUtf8Length(bytes.Length) + 2];
        Base64.EncodeToUtf8(bytes, token.AsSpan(1), out _, out var written);
        token[0] = token[written + 1] = (byte)'"';
        return JsonText.FromToken(token.AsMemory(0, written + 2));
    }
}

/// <summary>A medium cannot be fetched, or may not be. The message ends a sentence and says nothing of the network.</summary>
internal sealed class MediaException(string message) : Exception(message);
