using Parley.Configuration;
using Parley.Providers.Upstream;

namespace Parley.Providers.Auth;

/// <summary>
/// A bearer token of Google: for the file that is named (a service account, a login, or workload identity federation), else for the one that gcloud writes, else for the machine's own account.
/// A token that is given is sent as it is.
/// </summary>
/// <remarks>Sources: "How Application Default Credentials works" and "Using OAuth 2.0 for Server to Server Applications", Google.</remarks>
internal sealed class GoogleScheme(UpstreamHandlers handlers, TimeProvider time) : IAuthScheme
{
    private const string MachinePath = "computeMetadata/v1/instance/service-accounts/default/token?scopes=";
    private readonly TokenCache<GoogleIdentity> _tokens = new(time);

    public AuthScheme Scheme => AuthScheme.Google;

    public bool NeedsCredential => false;

    public async ValueTask ApplyAsync(IOutgoingRequest request, Backend backend, CancellationToken cancellationToken)
    {
        var token = backend.Credential?.Reveal();
        if (token is null && backend.Auth.Google is { } identity)
            token = await _tokens.GetAsync(identity, backend.Timeouts.Connect, FetchAsync, cancellationToken).ConfigureAwait(false);
        if (token is not null)
            request.Add("Authorization", "Bearer " + token);
    }

    private async Task<AccessToken> FetchAsync(GoogleIdentity identity, TimeSpan connectTimeout, CancellationToken cancellationToken)
    {
        var file = identity.File ?? (File.Exists(identity.UsualFile) ? identity.UsualFile : null);
        if (file is not null)
        {
            var key = GoogleKey.Read(await SecretFile.ReadAsync(file, "the file with the credentials for Google", cancellationToken).ConfigureAwait(false), out var external);
            if (key is null)
                return await new FederatedTokens(handlers, time).FetchAsync(external!, identity.Scope, connectTimeout, cancellationToken).ConfigureAwait(false);
            return await TokenEndpoint.PostAsync(handlers, key.TokenAddress, key.Form(identity.Scope, time.GetUtcNow()), connectTimeout, cancellationToken).ConfigureAwait(false);
        }
        if (identity.Metadata is not { } metadata)
            throw new CredentialException("there is neither a file with credentials for Google nor an account of this machine");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(metadata, MachinePath + Uri.EscapeDataString(identity.Scope.Replace(' ', ','))));
        request.Headers.TryAddWithoutValidation("Metadata-Flavor", "Google");
        try
        {
            return await TokenEndpoint.AskAsync(handlers, request, connectTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException absent)
        {
            throw new CredentialException("there is no file with credentials for Google, and the metadata service of this machine gives no token", absent);
        }
    }
}
