using Parley.Configuration;
using Parley.Providers.Upstream;

namespace Parley.Providers.Auth;

/// <summary>A bearer token that is fetched with client credentials (RFC 6749, section 4.4) and renewed a minute before it ends.</summary>
internal sealed class OAuth2Scheme(UpstreamHandlers handlers, TimeProvider time) : IAuthScheme
{
    private readonly TokenCache<(OAuth2Client Client, Secret Secret)> _tokens = new(time);

    public AuthScheme Scheme => AuthScheme.OAuth2;

    public async ValueTask ApplyAsync(IOutgoingRequest request, Backend backend, CancellationToken cancellationToken)
    {
        if (backend.Auth.Client is not { } client)
            return;
        var token = await _tokens.GetAsync((client, backend.Credential!), (handlers, backend.Timeouts.Connect),
            static (key, state, cancel) => TokenEndpoint.PostAsync(state.handlers, key.Client.TokenAddress, Form(key.Client, key.Secret), state.Connect, cancel), cancellationToken).ConfigureAwait(false);
        request.Add("Authorization", "Bearer " + token);
    }

    private static Dictionary<string, string> Form(OAuth2Client client, Secret secret)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = client.Id, ["client_secret"] = secret.Reveal() };
        if (client.Scope.Length > 0)
            form["scope"] = client.Scope;
        if (client.Audience.Length > 0)
            form["audience"] = client.Audience;
        return form;
    }
}
