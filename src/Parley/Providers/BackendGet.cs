using Parley.Configuration;
using Parley.Providers.Auth;
using Parley.Providers.Upstream;

namespace Parley.Providers;

/// <summary>Gets what a backend says of itself, with its headers and its credential. Thread-safe.</summary>
/// <param name="handlers">Who makes the connections.</param>
/// <param name="auth">How credentials are sent.</param>
/// <param name="keyed">A backend of several keys with one that lives.</param>
internal sealed class BackendGet(UpstreamHandlers handlers, AuthSchemes auth, Func<Backend, Backend> keyed)
{
    /// <summary>Asks; the world's errors are thrown as they come.</summary>
    public async Task<HttpResponseMessage> SendAsync(Backend backend, Uri address, CancellationToken cancellationToken)
    {
        using var request = RequestTo(backend, address);
        await auth.ApplyAsync(request, keyed(backend), cancellationToken).ConfigureAwait(false);
        return await SendAsync(backend, request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same without the credential.</summary>
    public async Task<HttpResponseMessage> SendOpenAsync(Backend backend, Uri address, CancellationToken cancellationToken)
    {
        using var request = RequestTo(backend, address);
        return await SendAsync(backend, request, cancellationToken).ConfigureAwait(false);
    }

    private static HttpRequestMessage RequestTo(Backend backend, Uri address)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        foreach (var (name, value) in backend.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private Task<HttpResponseMessage> SendAsync(Backend backend, HttpRequestMessage request, CancellationToken cancellationToken) =>
        handlers.For(new ConnectionSettings(backend.Timeouts.Connect, !backend.BaseAddress.IsLoopback)).SendAsync(request, cancellationToken);
}
