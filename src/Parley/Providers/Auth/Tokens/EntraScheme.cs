using Parley.Configuration;
using Parley.Providers.Upstream;

namespace Parley.Providers.Auth;

/// <summary>A bearer token of Microsoft Entra. A token that is given is sent as it is.</summary>
internal sealed class EntraScheme(UpstreamHandlers handlers, TimeProvider time) : IAuthScheme
{
    private readonly EntraTokens _tokens = new(handlers, time);

    public AuthScheme Scheme => AuthScheme.Entra;

    public bool NeedsCredential => false;

    public async ValueTask ApplyAsync(IOutgoingRequest request, Backend backend, CancellationToken cancellationToken)
    {
        var token = backend.Credential?.Reveal();
        if (token is null && backend.Auth.Entra is { } identity)
            token = await _tokens.GetAsync(identity, backend.Timeouts.Connect, cancellationToken).ConfigureAwait(false);
        if (token is not null)
            request.Add("Authorization", "Bearer " + token);
    }
}
