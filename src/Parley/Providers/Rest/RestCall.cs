using System.Net;
using System.Net.Http.Headers;
using Parley.Configuration;
using Parley.Providers.Auth;
using Parley.Providers.Upstream;

namespace Parley.Providers.Rest;

/// <summary>The HTTP of one attempt: the question, and what its answer leads to.</summary>
internal sealed class RestCall(UpstreamHandlers handlers, AuthSchemes auth, Attempt attempt)
{
    public Attempt Attempt { get; } = attempt;

    private Backend Backend => Attempt.Target.Backend;

    /// <summary>Posts the question below the backend's address.</summary>
    public ValueTask<UpstreamResponse> PostAsync(string path, ReadOnlyMemory<byte> body)
    {
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return SendAsync(HttpMethod.Post, Backend.AddressOf(path, Attempt.Target.Model), "application/json, text/event-stream", content);
    }

    /// <summary>Gets what an answer points at. The credential is shown to the backend's own host alone: the address comes from outside.</summary>
    /// <exception cref="Dialects.Wire.WireFormatException">It is no address of a server.</exception>
    public ValueTask<UpstreamResponse> GetAsync(string address, string accept)
    {
        if (!Uri.TryCreate(Backend.BaseAddress, address, out var uri) || !(uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Backend.BaseAddress.Scheme))
            throw new Dialects.Wire.WireFormatException("", "It leads to an address that cannot be asked.");
        return SendAsync(HttpMethod.Get, uri, accept, null);
    }

    private async ValueTask<UpstreamResponse> SendAsync(HttpMethod method, Uri address, string accept, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, address) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        request.Headers.TryAddWithoutValidation("User-Agent", "parley");
        if (address.Authority == Backend.BaseAddress.Authority)
        {
            foreach (var (name, value) in Backend.Headers)
                request.Headers.TryAddWithoutValidation(name, value);
            await auth.ApplyAsync(request, Backend, Attempt.Deadlines.Token).ConfigureAwait(false);
        }
        var invoker = handlers.For(new ConnectionSettings(Backend.Timeouts.Connect, !address.IsLoopback));
        return new ClientResponse(await invoker.SendAsync(request, Attempt.Deadlines.Token).ConfigureAwait(false));
    }
}
