using Parley.Configuration.Credentials;

namespace Parley.Tests.Configuration.Credentials.Stores;

/// <summary>The keyring of Linux desktops, before a program that does as libsecret's does.</summary>
public sealed class LibsecretStoreContract : CredentialStoreContract
{
    private readonly FakeSecretTool _tool = new();

    protected override IEnumerable<string> Seen => _tool.Arguments;

    protected override ICredentialStore Open() => new LibsecretStore(_tool);

    protected override ICredentialStore OpenAbsent() => new LibsecretStore(new SecretProgram(TimeProvider.System), "no-such-secret-tool");

    protected override ICredentialStore OpenLocked()
    {
        _tool.IsLocked = true;
        return new LibsecretStore(_tool);
    }
}
