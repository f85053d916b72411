using Parley.Configuration.Credentials;

namespace Parley.Tests.Configuration.Credentials.Stores;

/// <summary>The encrypted file, on a real disk.</summary>
public sealed class CredentialFileContract : CredentialStoreContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-contract").FullName;

    protected override IEnumerable<string> Seen => Directory.GetFiles(_folder).Select(File.ReadAllText);

    protected override ICredentialStore Open() => new CredentialFile(Path.Combine(_folder, "credentials.json"), static () => null, TimeProvider.System);

    /// <summary>A file that is not there is one that is begun, so that this one was damaged.</summary>
    protected override ICredentialStore OpenAbsent()
    {
        File.WriteAllText(Path.Combine(_folder, "credentials.json"), "{");
        return Open();
    }

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return base.DisposeAsync();
    }
}
