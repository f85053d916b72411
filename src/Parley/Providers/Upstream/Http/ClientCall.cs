using System.Net;
using System.Text;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>Sends a call by way of <see cref="HttpClient"/>'s handlers: where a proxy stands between.</summary>
internal static class ClientCall
{
    public static async ValueTask<UpstreamResponse> SendAsync(HttpMessageInvoker invoker, UpstreamMessage message, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(message.Method), message.Address)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new Content(message),
        };
        foreach (var (name, value) in message.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return new ClientResponse(await invoker.SendAsync(request, cancellationToken).ConfigureAwait(false));
    }

    private sealed class Content : HttpContent
    {
        private readonly UpstreamMessage _message;

        public Content(UpstreamMessage message)
        {
            _message = message;
            Headers.TryAddWithoutValidation("Content-Type", message.ContentType);
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            using var sending = _message.Hold();
            await _message.CopyBodyToAsync(stream, cancellationToken).ConfigureAwait(false);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _message.Body.Length;
            return true;
        }
    }
}

/// <summary>An answer that <see cref="HttpClient"/>'s handlers have brought.</summary>
/// <param name="response">The answer, which it owns.</param>
internal sealed class ClientResponse(HttpResponseMessage response) : UpstreamResponse
{
    private Stream? _body;

    public override int Status => (int)response.StatusCode;

    public override long? Length => response.Content.Headers.ContentLength;

    public override string ContentType => Find(response, "Content-Type") ?? "";

    public override string? this[string name] => Find(response, name);

    /// <summary>A header of an answer; null without it.</summary>
    public static string? Find(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) || response.Content.Headers.NonValidated.TryGetValues(name, out values) ? values.ToString() : null;

    /// <summary>The headers of an answer that callers act on.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="received">When it came; null when nobody knows.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Carried(HttpResponseMessage response, DateTimeOffset? received)
    {
        var fields = new Fields(response);
        List<KeyValuePair<string, string>>? carried = null;
        foreach (var header in response.Headers.NonValidated)
        {
            if (IsCarried(Encoding.Latin1.GetBytes(header.Key)) && Told(header.Key, header.Value.ToString(), fields, received) is { } told)
                (carried ??= []).Add(new(header.Key, told));
        }
        return carried ?? (IReadOnlyList<KeyValuePair<string, string>>)[];
    }

    public override IReadOnlyList<KeyValuePair<string, string>> Carried(DateTimeOffset? received) => Carried(response, received);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        (_body ??= response.Content.ReadAsStream(cancellationToken)).ReadAsync(buffer, cancellationToken);

    public override void Dispose() => response.Dispose();

    private sealed class Fields(HttpResponseMessage response) : IWireHeaders
    {
        public string? this[string name] => Find(response, name);
    }
}
