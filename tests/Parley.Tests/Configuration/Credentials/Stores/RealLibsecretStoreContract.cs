using Parley.Configuration.Credentials;

namespace Parley.Tests.Configuration.Credentials.Stores;

/// <summary>The keyring of Linux desktops, by libsecret's own program and GNOME's own keyring, where the machine has them.</summary>
public sealed class RealLibsecretStoreContract : CredentialStoreContract, IClassFixture<Keyring>
{
    private readonly string _program;
    private readonly RecordedProgram _recorded = new();

    public RealLibsecretStoreContract(Keyring keyring)
    {
        Assert.SkipWhen(keyring.Missing is not null, keyring.Missing ?? "");
        _program = keyring.Program;
        foreach (var left in Open().List())
            Open().Delete(left.Name);
    }

    protected override IEnumerable<string> Seen => _recorded.Arguments;

    protected override ICredentialStore Open() => new LibsecretStore(_recorded, _program);

    protected override ICredentialStore OpenAbsent() => new LibsecretStore(_recorded, _program + "-not-there");

    /// <summary>The program without a session.</summary>
    protected override ICredentialStore OpenLocked()
    {
        var alone = _program + "-alone";
        ShellScript.Write(alone, "exec env -i PATH=\"$PATH\" DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere secret-tool \"$@\"\n");
        return new LibsecretStore(_recorded, alone);
    }
}
