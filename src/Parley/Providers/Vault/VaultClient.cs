using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Parley.Configuration;
using Parley.Configuration.Compiling;
using Parley.Configuration.Credentials;
using Parley.Providers.Auth;
using Parley.Providers.Upstream;

namespace Parley.Providers.Vault;

/// <summary>Asks an Azure Key Vault, with a token that goes to it alone. Nothing that it answers gets into a message. Thread-safe.</summary>
internal sealed class VaultClient(Uri vault, Func<string, string?> environment, UpstreamHandlers handlers, TimeProvider time)
{
    private const string Version = "api-version=7.4";
    private const string PublicScope = "https://vault.azure.net/.default";
    private const int MostTries = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    private readonly EntraTokens _tokens = new(handlers, time);
    private readonly EntraIdentity _identity = EntraSettings.Of(null, new ProviderAuth(AuthScheme.Entra) { Scope = ScopeOf(vault.Host) }, environment);

    /// <summary>The vault's address.</summary>
    public string Address { get; } = vault.GetLeftPart(UriPartial.Authority);

    /// <summary>Sends one request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path, or the whole address of a further page.</param>
    /// <param name="value">The value of a secret; null to send none.</param>
    /// <param name="expected">The status that is an answer, too; null for none.</param>
    /// <returns>The answer; null for the expected status.</returns>
    /// <exception cref="CredentialStoreException">There is no answer, or it is another error.</exception>
    public JsonDocument? Send(HttpMethod method, string path, Secret? value = null, HttpStatusCode? expected = null) =>
        Wait(stop => SendAsync(method, path, value, expected, stop));

    /// <summary>Sends a request until it is not answered with that status, for some seconds.</summary>
    public void SendPatiently(HttpMethod method, string path, Secret value, HttpStatusCode pending) => Wait(async stop =>
    {
        for (var tries = 1; tries < MostTries; tries++)
        {
            using var answer = await SendAsync(method, path, value, pending, stop).ConfigureAwait(false);
            if (answer is not null)
                return true;
            await Task.Delay(BetweenTries, time, stop).ConfigureAwait(false);
        }
        (await SendAsync(method, path, value, null, stop).ConfigureAwait(false))?.Dispose();
        return true;
    });

    /// <summary>Stores are asked when a configuration is read, on threads that nobody's request waits for.</summary>
    [SuppressMessage("Usage", "VSTHRD002", Justification = "The contract of stores is synchronous, and the work is on another thread.")]
    private T Wait<T>(Func<CancellationToken, Task<T>> send)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        var stop = patience.Token;
        try
        {
            return Task.Run(() => send(stop)).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException late)
        {
            throw new CredentialStoreException(CredentialStoreFault.Absent, Address, $"the vault {Address} did not answer within {Patience.TotalSeconds} seconds", late);
        }
        catch (HttpRequestException away)
        {
            throw new CredentialStoreException(CredentialStoreFault.Absent, Address, $"the vault {Address}, or who gives tokens for it, cannot be reached: {away.Message.TrimEnd('.')}", away);
        }
        catch (CredentialException missing)
        {
            throw new CredentialStoreException(CredentialStoreFault.Refused, Address, $"there is no token for the vault {Address}: {missing.Message}", missing);
        }
        catch (JsonException unreadable)
        {
            throw new CredentialStoreException(CredentialStoreFault.Malformed, Address, $"the answer of the vault {Address} cannot be read", unreadable);
        }
    }

    private async Task<JsonDocument?> SendAsync(HttpMethod method, string path, Secret? value, HttpStatusCode? expected, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, AddressOf(path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await _tokens.GetAsync(_identity, ConnectTimeout, stop).ConfigureAwait(false));
        if (value is not null)
            request.Content = ContentOf(value);
        using var answer = await handlers.For(new ConnectionSettings(ConnectTimeout, !vault.IsLoopback)).SendAsync(request, stop).ConfigureAwait(false);
        if (answer.StatusCode == expected)
            return null;
        if (!answer.IsSuccessStatusCode)
            throw Failed(answer.StatusCode, method);
        var body = await answer.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
            return await JsonDocument.ParseAsync(body, cancellationToken: stop).ConfigureAwait(false);
    }

    /// <summary>A further page is believed to be where the vault says, as long as that is the vault: the token goes nowhere else.</summary>
    private Uri AddressOf(string path)
    {
        var address = new Uri(new Uri(Address), path);
        if (address.GetLeftPart(UriPartial.Authority) != Address)
            throw new CredentialStoreException(CredentialStoreFault.Malformed, Address, $"the vault {Address} names another server");
        return address.Query.Contains("api-version=", StringComparison.Ordinal) ? address : new UriBuilder(address) { Query = Version }.Uri;
    }

    private static ByteArrayContent ContentOf(Secret value)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("value", value.Reveal());
            json.WriteEndObject();
        }
        return new ByteArrayContent(bytes.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }

    private CredentialStoreException Failed(HttpStatusCode status, HttpMethod method) => status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
        ? new(CredentialStoreFault.Refused, Address, $"the vault {Address} refuses {_identity.ClientId ?? "this machine"} ({(int)status}): it needs the role Key Vault Secrets Officer to set, Secrets User to read")
        : new(method == HttpMethod.Get ? CredentialStoreFault.Unreadable : CredentialStoreFault.Unwritable, Address, $"the vault {Address} answered {(int)status}");

    /// <summary>Each cloud of Azure has its own domain for vaults, and tokens are for that.</summary>
    private static string ScopeOf(string host) => host.IndexOf(".vault.", StringComparison.OrdinalIgnoreCase) is > 0 and var at ? $"https://{host[(at + 1)..]}/.default" : PublicScope;
}
