using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Parley.Providers.Upstream;

namespace Parley.Providers.Auth;

/// <summary>Exchanges the token of another identity provider for one of Google (RFC 8693), and that one for a service account's where one is named.</summary>
internal sealed class FederatedTokens(UpstreamHandlers handlers, TimeProvider time)
{
    private const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";
    private const string CloudScope = "https://www.googleapis.com/auth/cloud-platform";

    /// <summary>Fetches a token.</summary>
    /// <exception cref="CredentialException">There is nothing to exchange.</exception>
    /// <exception cref="HttpRequestException">Nobody answers, or the answer is no token.</exception>
    public async Task<AccessToken> FetchAsync(ExternalAccount account, string scope, TimeSpan connectTimeout, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "urn:ietf:params:oauth:grant-type:token-exchange",
            ["audience"] = account.Audience,
            // A service account's token has the scopes; the one that it is had for only serves to ask.
            ["scope"] = account.Impersonation is null ? scope : CloudScope,
            ["requested_token_type"] = AccessTokenType,
            ["subject_token_type"] = account.SubjectTokenType,
            ["subject_token"] = await SubjectAsync(account.Source, connectTimeout, cancellationToken).ConfigureAwait(false),
        };
        var exchanged = await TokenEndpoint.PostAsync(handlers, account.TokenAddress, form, connectTimeout, cancellationToken).ConfigureAwait(false);
        return account.Impersonation is { } address ? await ImpersonateAsync(address, exchanged, account.Lifetime, scope, connectTimeout, cancellationToken).ConfigureAwait(false) : exchanged;
    }

    private async Task<string> SubjectAsync(SubjectSource source, TimeSpan connectTimeout, CancellationToken cancellationToken)
    {
        if (source.File is { } file)
            return source.TokenIn(await SecretFile.ReadAsync(file, "the file with the token to exchange at Google", cancellationToken).ConfigureAwait(false));
        using var request = new HttpRequestMessage(HttpMethod.Get, source.Address);
        foreach (var (name, value) in source.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return source.TokenIn(await TokenEndpoint.TextAsync(handlers, request, connectTimeout, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Source: IAM Credentials API, <c>serviceAccounts.generateAccessToken</c>.</summary>
    private async Task<AccessToken> ImpersonateAsync(Uri address, AccessToken exchanged, int lifetime, string scope, TimeSpan connectTimeout, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(Demand(lifetime, scope)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", exchanged.Value);
        var answer = await TokenEndpoint.TextAsync(handlers, request, connectTimeout, cancellationToken).ConfigureAwait(false);
        try
        {
            using var document = JsonDocument.Parse(answer);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && GoogleKey.Text(root, "accessToken") is { Length: > 0 } token
                && DateTimeOffset.TryParse(GoogleKey.Text(root, "expireTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end))
                return new AccessToken(token, end - time.GetUtcNow());
        }
        catch (JsonException broken)
        {
            throw new HttpRequestException($"The answer of {address.Host} cannot be read.", broken, HttpStatusCode.OK);
        }
        throw new HttpRequestException($"The answer of {address.Host} holds no accessToken with its expireTime.", null, HttpStatusCode.OK);
    }

    private static byte[] Demand(int lifetime, string scope)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartArray("scope");
            foreach (var one in scope.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                json.WriteStringValue(one);
            json.WriteEndArray();
            json.WriteString("lifetime", string.Create(CultureInfo.InvariantCulture, $"{lifetime}s"));
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }
}
