using Parley.Configuration;
using Parley.Configuration.Credentials;

namespace Parley.Tests.Configuration.Credentials.Stores;

/// <summary>The keychain of macOS, before a program that does as its own does.</summary>
public sealed class KeychainStoreContract : CredentialStoreContract
{
    private readonly FakeSecurity _security = new();

    protected override IEnumerable<string> Seen => _security.Arguments;

    protected override ICredentialStore Open() => new KeychainStore(_security);

    protected override ICredentialStore OpenAbsent() => new KeychainStore(new SecretProgram(TimeProvider.System), "no-such-security");

    protected override ICredentialStore OpenLocked()
    {
        _security.IsLocked = true;
        return new KeychainStore(_security);
    }

    [Fact]
    public void Value_that_the_program_could_not_read_whole_is_refused() =>
        Assert.Equal(CredentialStoreFault.Unwritable, Assert.Throws<CredentialStoreException>(() => Open().Store("openai", new Secret(new string('k', 4096)))).Fault);
}
