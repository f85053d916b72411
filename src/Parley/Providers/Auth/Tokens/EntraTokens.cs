using Parley.Configuration;
using Parley.Providers.Upstream;

namespace Parley.Providers.Auth;

/// <summary>
/// Tokens of Microsoft Entra: for an application by its secret, else by the token of somebody who vouches for it, else for the identity of the app service or machine. Kept until they end.
/// </summary>
/// <remarks>Sources: "Microsoft identity platform and the OAuth 2.0 client credentials flow" and "How to use managed identities on an Azure VM", Microsoft Learn.</remarks>
internal sealed class EntraTokens(UpstreamHandlers handlers, TimeProvider time)
{
    private readonly TokenCache<EntraIdentity> _tokens = new(time);

    /// <summary>The token of an identity.</summary>
    /// <exception cref="CredentialException">There is nobody whose token could be fetched.</exception>
    /// <exception cref="HttpRequestException">Nobody answers, or the answer is no token.</exception>
    public ValueTask<string> GetAsync(EntraIdentity identity, TimeSpan connectTimeout, CancellationToken cancellationToken) => _tokens.GetAsync(identity, connectTimeout, FetchAsync, cancellationToken);

    private async Task<AccessToken> FetchAsync(EntraIdentity identity, TimeSpan connectTimeout, CancellationToken cancellationToken)
    {
        if (identity is { TokenAddress: { } address, ClientId: { } client } && (identity.ClientSecret is not null || identity.AssertionFile is not null))
            return await TokenEndpoint.PostAsync(handlers, address, await FormAsync(identity, client, cancellationToken).ConfigureAwait(false), connectTimeout, cancellationToken).ConfigureAwait(false);
        if (identity.ClientSecret is not null || identity.AssertionFile is not null)
            throw new CredentialException("an application of Microsoft Entra needs tenant_id and client_id besides what vouches for it");
        if (identity.Machine is not { } machine)
            throw new CredentialException("there is neither an application of Microsoft Entra nor an identity of this machine");
        using var request = AskMachine(identity, machine);
        try
        {
            return await TokenEndpoint.AskAsync(handlers, request, connectTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException absent)
        {
            throw new CredentialException("no application of Microsoft Entra is named (tenant_id, client_id, client_secret), and this machine has no identity", absent);
        }
    }

    private static async ValueTask<Dictionary<string, string>> FormAsync(EntraIdentity identity, string client, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = client, ["scope"] = identity.Scope };
        if (identity.ClientSecret is { } secret)
        {
            form["client_secret"] = secret.Reveal();
            return form;
        }
        form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        form["client_assertion"] = await SecretFile.ReadAsync(identity.AssertionFile!, "the file with the token that vouches for the application", cancellationToken).ConfigureAwait(false);
        return form;
    }

    /// <summary>An app service is asked by the header that it was given, a machine by a header that no browser sends.</summary>
    private static HttpRequestMessage AskMachine(EntraIdentity identity, Uri machine)
    {
        const string Suffix = "/.default";
        var resource = identity.Scope.EndsWith(Suffix, StringComparison.Ordinal) ? identity.Scope[..^Suffix.Length] : identity.Scope;
        var version = identity.MachineHeader is null ? "2018-02-01" : "2019-08-01";
        var query = $"api-version={version}&resource={Uri.EscapeDataString(resource)}{(identity.ClientId is { } client ? "&client_id=" + Uri.EscapeDataString(client) : "")}";
        var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(machine) { Query = query }.Uri);
        if (identity.MachineHeader is { } header)
            request.Headers.TryAddWithoutValidation("X-IDENTITY-HEADER", header.Reveal());
        else
            request.Headers.TryAddWithoutValidation("Metadata", "true");
        return request;
    }
}
