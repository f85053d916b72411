namespace Parley.Configuration.Credentials;

/// <summary>How configurations and the environment name a store of credentials.</summary>
public static class CredentialStoreNames
{
    /// <summary>The environment variable that names it where the configuration does not.</summary>
    public const string Variable = "PARLEY_CREDENTIALS_STORE";

    /// <summary>The encrypted file.</summary>
    public const string File = "file";

    /// <summary>The keychain of macOS.</summary>
    public const string Keychain = "keychain";

    /// <summary>The keyring of Linux desktops.</summary>
    public const string Libsecret = "libsecret";

    /// <summary>What the environment names; null for nothing.</summary>
    public static string? Said(Func<string, string?> environment) => environment(Variable) is { } name && !string.IsNullOrWhiteSpace(name) ? name.Trim() : null;

    /// <summary>Whether it is the name of a store.</summary>
    public static bool IsKnown(string name) => name is File or Keychain or Libsecret || VaultOf(name) is not null;

    /// <summary>The address of a vault; null for another name. Without encryption it is one on this machine only.</summary>
    public static Uri? VaultOf(string name) =>
        Uri.TryCreate(name, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)) && address.UserInfo.Length == 0 ? address : null;
}
