using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Parley.Providers.Auth;

/// <summary>What a file of credentials says: a service account, whose key signs a demand for a token (RFC 7523), or a user who has signed in, by a refresh token; <see cref="ExternalAccount"/> is a third.</summary>
internal abstract record GoogleKey(Uri TokenAddress)
{
    private const string UsualTokenAddress = "https://oauth2.googleapis.com/token";

    /// <summary>The form to post for a token.</summary>
    public abstract Dictionary<string, string> Form(string scope, DateTimeOffset now);

    /// <summary>Reads a file's text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="external">What it says where it is of somebody whom others vouch for; null otherwise.</param>
    /// <returns>The key; null where <paramref name="external"/> is set.</returns>
    /// <exception cref="CredentialException">It is no such file.</exception>
    public static GoogleKey? Read(string json, out ExternalAccount? external)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            external = Text(root, "type") == "external_account" ? ExternalAccount.Read(root) : null;
            return external is null ? Read(root) : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or UriFormatException)
        {
            throw new CredentialException("the file with the credentials for Google cannot be read", broken);
        }
    }

    /// <summary>A text that must be there.</summary>
    /// <exception cref="CredentialException">It is not.</exception>
    public static string Demand(JsonElement root, string name) =>
        Text(root, name) ?? throw new CredentialException($"the file with the credentials for Google has no {name}");

    /// <summary>A text; null where there is none.</summary>
    public static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static GoogleKey Read(JsonElement root)
    {
        var address = new Uri(Text(root, "token_uri") ?? UsualTokenAddress);
        return Text(root, "type") switch
        {
            "service_account" => new ServiceAccount(address, Demand(root, "client_email"), Demand(root, "private_key"), Text(root, "private_key_id")),
            "authorized_user" => new SignedInUser(address, Demand(root, "client_id"), Demand(root, "client_secret"), Demand(root, "refresh_token")),
            null => throw new CredentialException("the file with the credentials for Google says no type"),
            var type => throw new CredentialException($"credentials for Google of the type {type} are not supported; a service account's key, a login of gcloud and workload identity federation are"),
        };
    }

    private sealed record ServiceAccount(Uri TokenAddress, string Email, string PrivateKey, string? KeyId) : GoogleKey(TokenAddress)
    {
        public override Dictionary<string, string> Form(string scope, DateTimeOffset now) => new()
        {
            ["grant_type"] = "urn:ietf:params:oauth:grant-type:jwt-bearer",
            ["assertion"] = Sign($"{Encode(Header)}.{Encode(json => Claims(json, scope, now))}"),
        };

        private void Header(Utf8JsonWriter json)
        {
            json.WriteString("alg", "RS256");
            json.WriteString("typ", "JWT");
            if (KeyId is not null)
                json.WriteString("kid", KeyId);
        }

        private void Claims(Utf8JsonWriter json, string scope, DateTimeOffset now)
        {
            json.WriteString("iss", Email);
            json.WriteString("scope", scope);
            json.WriteString("aud", TokenAddress.OriginalString);
            json.WriteNumber("iat", now.ToUnixTimeSeconds());
            json.WriteNumber("exp", now.AddHours(1).ToUnixTimeSeconds());
        }

        private string Sign(string text)
        {
            try
            {
                using var key = RSA.Create();
                key.ImportFromPem(PrivateKey);
                return $"{text}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
            }
            catch (Exception broken) when (broken is ArgumentException or CryptographicException)
            {
                throw new CredentialException("the private key of the service account cannot be read", broken);
            }
        }

        private static string Encode(Action<Utf8JsonWriter> write)
        {
            using var bytes = new MemoryStream();
            using (var json = new Utf8JsonWriter(bytes))
            {
                json.WriteStartObject();
                write(json);
                json.WriteEndObject();
            }
            return Base64Url.EncodeToString(bytes.ToArray());
        }
    }

    private sealed record SignedInUser(Uri TokenAddress, string ClientId, string ClientSecret, string RefreshToken) : GoogleKey(TokenAddress)
    {
        public override Dictionary<string, string> Form(string scope, DateTimeOffset now) => new()
        {
            ["grant_type"] = "refresh_token",
            ["client_id"] = ClientId,
            ["client_secret"] = ClientSecret,
            ["refresh_token"] = RefreshToken,
        };
    }
}
