using Parley.Configuration;
using Parley.Providers.Upstream;

namespace Parley.Providers.Auth;

/// <summary>Every way to tell an upstream who calls.</summary>
internal sealed class AuthSchemes
{
    private readonly IAuthScheme[] _schemes;

    public AuthSchemes(UpstreamHandlers handlers, TimeProvider time)
    {
        _schemes = [new BearerScheme(), new HeaderScheme(), new TokenScheme(), new QueryScheme(), new OAuth2Scheme(handlers, time), new AwsScheme(handlers, time), new GoogleScheme(handlers, time), new EntraScheme(handlers, time)];
    }

    /// <inheritdoc cref="ApplyAsync(IOutgoingRequest, Backend, CancellationToken)"/>
    public ValueTask ApplyAsync(HttpRequestMessage request, Backend backend, CancellationToken cancellationToken) => ApplyAsync(new OutgoingMessage(request), backend, cancellationToken);

    /// <summary>Puts the backend's credential on the request; nothing where the scheme or the credential is missing.</summary>
    public ValueTask ApplyAsync(IOutgoingRequest request, Backend backend, CancellationToken cancellationToken)
    {
        foreach (var scheme in _schemes)
        {
            if (scheme.Scheme == backend.Auth.Scheme && (backend.Credential is not null || !scheme.NeedsCredential))
                return scheme.ApplyAsync(request, backend, cancellationToken);
        }
        return ValueTask.CompletedTask;
    }
}
