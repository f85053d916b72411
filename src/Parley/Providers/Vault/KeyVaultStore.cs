using System.Net;
using System.Text.Json;
using Parley.Configuration;
using Parley.Configuration.Credentials;
using Parley.Providers.Upstream;

namespace Parley.Providers.Vault;

/// <summary>
/// Credentials in an Azure Key Vault, as secrets whose names begin with <c>parley-</c>. Parley shows itself as Azure's own programs do: as the application that the environment names (<c>AZURE_TENANT_ID</c>, <c>AZURE_CLIENT_ID</c>,
/// <c>AZURE_CLIENT_SECRET</c> or <c>AZURE_FEDERATED_TOKEN_FILE</c>), else as the app service or machine that it runs on. Thread-safe. Each call waits for the vault, 30 seconds at most.
/// </summary>
/// <remarks>Source: "Key Vault REST API: Secrets", Microsoft Learn, version 7.4.</remarks>
public sealed class KeyVaultStore : ICredentialStore
{
    private readonly VaultClient _client;

    /// <summary>Names a vault. Nothing is asked yet.</summary>
    /// <param name="vault">Its address: <c>https://NAME.vault.azure.net</c>.</param>
    /// <param name="environment">The value of an environment variable; null when it is not set.</param>
    /// <param name="handlers">The connections.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">The address is not one of HTTPS, and not on this machine.</exception>
    public KeyVaultStore(Uri vault, Func<string, string?> environment, UpstreamHandlers handlers, TimeProvider time)
    {
        if (vault.Scheme != Uri.UriSchemeHttps && !vault.IsLoopback)
            throw new ArgumentException("A vault has an address of HTTPS.", nameof(vault));
        _client = new VaultClient(vault, environment, handlers, time);
    }

    /// <inheritdoc/>
    public string Place => _client.Address;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The name is empty, long or has blanks, or the value is empty or of several lines.</exception>
    public void Store(string name, Secret value)
    {
        var path = PathOf(CredentialRules.Checked(name, value));
        using var stored = _client.Send(HttpMethod.Put, path, value, HttpStatusCode.Conflict);
        if (stored is not null)
            return;
        // A secret that was deleted keeps its name for a time: it is taken back, and is there after a few seconds.
        using var recovered = _client.Send(HttpMethod.Post, $"deleted{path}/recover");
        _client.SendPatiently(HttpMethod.Put, path, value, HttpStatusCode.Conflict);
    }

    /// <inheritdoc/>
    public Secret? Retrieve(string name)
    {
        using var answer = _client.Send(HttpMethod.Get, PathOf(CredentialRules.Normal(name)), null, HttpStatusCode.NotFound);
        return answer?.RootElement.TryGetProperty("value", out var value) == true && value.GetString() is { } text ? new Secret(text) : null;
    }

    /// <inheritdoc/>
    public bool Delete(string name)
    {
        using var answer = _client.Send(HttpMethod.Delete, PathOf(CredentialRules.Normal(name)), null, HttpStatusCode.NotFound);
        return answer is not null;
    }

    /// <inheritdoc/>
    public bool Exists(string name) => List().Any(entry => entry.Name == CredentialRules.Normal(name));

    /// <inheritdoc/>
    public IReadOnlyList<StoredCredential> List()
    {
        var entries = new List<StoredCredential>();
        for (var page = "secrets"; page is not null;)
        {
            using var answer = _client.Send(HttpMethod.Get, page)!;
            if (!answer.RootElement.TryGetProperty("value", out var secrets) || secrets.ValueKind != JsonValueKind.Array)
                throw new CredentialStoreException(CredentialStoreFault.Malformed, _client.Address, $"the vault {_client.Address} answers without a list of its secrets");
            entries.AddRange(secrets.EnumerateArray().Select(EntryOf).OfType<StoredCredential>());
            page = answer.RootElement.TryGetProperty("nextLink", out var next) ? next.GetString() : null;
        }
        return [.. entries.OrderBy(static entry => entry.Name, StringComparer.Ordinal)];
    }

    private static StoredCredential? EntryOf(JsonElement secret)
    {
        var id = secret.TryGetProperty("id", out var said) && said.GetString() is { } text ? text : "";
        var updated = secret.TryGetProperty("attributes", out var attributes) && attributes.TryGetProperty("updated", out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds.GetInt64()) : DateTimeOffset.UnixEpoch;
        return VaultNames.Read(id[(id.LastIndexOf('/') + 1)..]) is { } name ? new StoredCredential(name, updated) : null;
    }

    private string PathOf(string name) => VaultNames.Of(name) is { } own ? $"secrets/{own}"
        : throw new CredentialStoreException(CredentialStoreFault.Unwritable, _client.Address, $"the name `{name}` is too long for a vault");
}
