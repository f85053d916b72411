using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Parley.Configuration;
using Parley.Providers.Upstream;

namespace Parley.Providers.Auth;

/// <summary>A bearer token that is fetched with client credentials (RFC 6749, section 4.4) and renewed a minute before it ends.</summary>
/// <remarks>One fetch at a time for each client; callers who come meanwhile wait for it.</remarks>
internal sealed class OAuth2Scheme(UpstreamHandlers handlers, TimeProvider time) : IAuthScheme
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<(OAuth2Client, Secret), Token> _tokens = new();
    private readonly ConcurrentDictionary<(OAuth2Client, Secret), SemaphoreSlim> _gates = new();

    public AuthScheme Scheme => AuthScheme.OAuth2;

    public async ValueTask ApplyAsync(HttpRequestMessage request, Backend backend, CancellationToken cancellationToken)
    {
        if (backend.Auth.Client is not { } client)
            return;
        var key = (client, backend.Credential!);
        if (!_tokens.TryGetValue(key, out var token) || token.Expires <= time.GetUtcNow())
            token = await RenewAsync(key, backend.Timeouts.Connect, cancellationToken).ConfigureAwait(false);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token.Value);
    }

    private async Task<Token> RenewAsync((OAuth2Client Client, Secret Secret) key, TimeSpan connectTimeout, CancellationToken cancellationToken)
    {
        var gate = _gates.GetOrAdd(key, static _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_tokens.TryGetValue(key, out var token) || token.Expires <= time.GetUtcNow())
                _tokens[key] = token = await FetchAsync(key.Client, key.Secret, connectTimeout, cancellationToken).ConfigureAwait(false);
            return token;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<Token> FetchAsync(OAuth2Client client, Secret secret, TimeSpan connectTimeout, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, client.TokenAddress) { Content = new FormUrlEncodedContent(Form(client, secret)) };
        var invoker = handlers.For(new ConnectionSettings(connectTimeout, !client.TokenAddress.IsLoopback));
        using var response = await invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"The token endpoint {client.TokenAddress.Host} answered {(int)response.StatusCode}.", null, response.StatusCode);
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken).ConfigureAwait(false);
            return Read(document.RootElement);
        }
    }

    private Token Read(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("access_token", out var value) || value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: > 0 } token)
            throw new HttpRequestException("The token endpoint's answer holds no access_token.", null, HttpStatusCode.OK);
        var lifetime = answer.TryGetProperty("expires_in", out var seconds) && SecondsOf(seconds) is { } count ? TimeSpan.FromSeconds(count) : DefaultLifetime;
        return new Token(token, time.GetUtcNow() + (lifetime > Margin * 2 ? lifetime - Margin : lifetime / 2));
    }

    /// <summary>Some servers write the number as a text.</summary>
    private static double? SecondsOf(JsonElement seconds)
    {
        var text = seconds.ValueKind == JsonValueKind.String ? seconds.GetString() : seconds.GetRawText();
        return double.TryParse(text, CultureInfo.InvariantCulture, out var count) && count is > 0 and < 1e9 ? count : null;
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

    private sealed record Token(string Value, DateTimeOffset Expires);
}
