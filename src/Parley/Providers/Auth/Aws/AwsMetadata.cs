using System.Globalization;
using System.Net;
using System.Text.Json;
using Parley.Configuration;
using Parley.Providers.Upstream;

namespace Parley.Providers.Auth;

/// <summary>Asks the services that hand out keys, and reads what they answer.</summary>
internal static class AwsMetadata
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    /// <summary>The text of an answer; null for "there is nothing".</summary>
    /// <exception cref="CredentialException">Nobody answers, or with an error.</exception>
    public static async ValueTask<string?> AskAsync(UpstreamHandlers handlers, HttpRequestMessage request, string whom, CancellationToken cancellationToken)
    {
        try
        {
            var invoker = handlers.For(new ConnectionSettings(ConnectTimeout, UseProxy: request.RequestUri!.Scheme == "https"));
            using var response = await invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.NotFound)
                return null;
            return response.IsSuccessStatusCode
                ? await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)
                : throw new CredentialException($"{whom} answers with status {((int)response.StatusCode).ToString(CultureInfo.InvariantCulture)}");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            throw new CredentialException($"{whom} cannot be reached", broken);
        }
    }

    /// <summary>The key in the JSON that containers and machines are given.</summary>
    /// <exception cref="CredentialException">There is none in it.</exception>
    public static AwsCredentials Read(string answer, string whom)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            var root = document.RootElement;
            if (Text(root, "AccessKeyId") is { } id && Text(root, "SecretAccessKey") is { } key)
            {
                return new AwsCredentials(id, new Secret(key), Text(root, "Token") is { } token ? new Secret(token) : null)
                {
                    Expires = DateTimeOffset.TryParse(Text(root, "Expiration"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end) ? end : null,
                };
            }
        }
        catch (JsonException broken)
        {
            throw new CredentialException($"the answer of {whom} cannot be read", broken);
        }
        throw new CredentialException($"the answer of {whom} holds no key");
    }

    private static string? Text(JsonElement node, string name) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
