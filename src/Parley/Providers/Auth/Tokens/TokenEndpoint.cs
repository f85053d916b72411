using System.Globalization;
using System.Net;
using System.Text.Json;
using Parley.Providers.Upstream;

namespace Parley.Providers.Auth;

/// <summary>Asks token endpoints (RFC 6749, section 5), and services that answer like one.</summary>
internal static class TokenEndpoint
{
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Posts a form.</summary>
    /// <exception cref="HttpRequestException">Nobody answers, or the answer is no token.</exception>
    public static async Task<AccessToken> PostAsync(UpstreamHandlers handlers, Uri address, Dictionary<string, string> form, TimeSpan connectTimeout, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) };
        return await AskAsync(handlers, request, connectTimeout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a request whose answer is a token.</summary>
    /// <exception cref="HttpRequestException">Nobody answers, or the answer is no token.</exception>
    public static async Task<AccessToken> AskAsync(UpstreamHandlers handlers, HttpRequestMessage request, TimeSpan connectTimeout, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(handlers, request, connectTimeout, cancellationToken).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken).ConfigureAwait(false);
            return Read(document.RootElement);
        }
    }

    /// <summary>Sends a request whose answer is read as a text.</summary>
    /// <exception cref="HttpRequestException">Nobody answers, or with an error.</exception>
    public static async Task<string> TextAsync(UpstreamHandlers handlers, HttpRequestMessage request, TimeSpan connectTimeout, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(handlers, request, connectTimeout, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<HttpResponseMessage> SendAsync(UpstreamHandlers handlers, HttpRequestMessage request, TimeSpan connectTimeout, CancellationToken cancellationToken)
    {
        var invoker = handlers.For(new ConnectionSettings(connectTimeout, request.RequestUri is { IsLoopback: false, Scheme: "https" }));
        var response = await invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
            return response;
        var status = response.StatusCode;
        response.Dispose();
        throw new HttpRequestException($"The token endpoint {request.RequestUri!.Host} answered {(int)status}.", null, status);
    }

    private static AccessToken Read(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("access_token", out var value) || value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: > 0 } token)
            throw new HttpRequestException("The token endpoint's answer holds no access_token.", null, HttpStatusCode.OK);
        return new AccessToken(token, answer.TryGetProperty("expires_in", out var seconds) && SecondsOf(seconds) is { } count ? TimeSpan.FromSeconds(count) : DefaultLifetime);
    }

    /// <summary>Some servers write the number as a text.</summary>
    private static double? SecondsOf(JsonElement seconds)
    {
        var text = seconds.ValueKind == JsonValueKind.String ? seconds.GetString() : seconds.GetRawText();
        return double.TryParse(text, CultureInfo.InvariantCulture, out var count) && count is > 0 and < 1e9 ? count : null;
    }
}
