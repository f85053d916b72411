using Parley.Configuration;
using Parley.Configuration.Credentials;
using Parley.Providers.Upstream;
using Parley.Providers.Vault;

namespace Parley.Tests.Configuration.Credentials.Stores;

/// <summary>Azure Key Vault, before a server that does as it does.</summary>
public sealed class KeyVaultStoreContract : CredentialStoreContract
{
    private readonly FakeVault _vault = new();
    private readonly UpstreamHandlers _handlers = new();

    protected override IEnumerable<string> Seen => _vault.Called;

    protected override ICredentialStore Open() => Open(_vault.Address);

    protected override ICredentialStore OpenAbsent() => Open("http://127.0.0.1:9/");

    protected override ICredentialStore OpenLocked()
    {
        _vault.IsForbidden = true;
        return Open();
    }

    public override async ValueTask DisposeAsync()
    {
        _handlers.Dispose();
        await _vault.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public void Address_without_encryption_is_no_vault() => Assert.Throws<ArgumentException>(() => Open("http://vault.example.com/"));

    [Fact]
    public void Without_anybody_to_ask_for_a_token_the_vault_is_refused()
    {
        var store = new KeyVaultStore(new Uri(_vault.Address), static name => name switch { "AZURE_CLIENT_SECRET" => "sk-app", _ => null }, _handlers, TimeProvider.System);

        var refused = Assert.Throws<CredentialStoreException>(() => store.Retrieve("openai"));

        Assert.Equal(CredentialStoreFault.Refused, refused.Fault);
        Assert.DoesNotContain("sk-app", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Name_that_is_too_long_for_a_vault_is_told() =>
        Assert.Equal(CredentialStoreFault.Unwritable, Assert.Throws<CredentialStoreException>(() => Open().Store(new string('-', 100), new Secret("sk"))).Fault);

    private KeyVaultStore Open(string address) => new(new Uri(address), _vault.Environment, _handlers, TimeProvider.System);
}
