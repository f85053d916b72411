using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace Parley.Configuration.Credentials;

/// <summary>Binds the key of a file of credentials to its user, so that a copy of the key's file opens nothing elsewhere.</summary>
internal interface IKeyProtector
{
    /// <summary>By what the file of credentials says that its key is protected.</summary>
    string Name { get; }

    /// <summary>Protects a key.</summary>
    byte[] Protect(byte[] key);

    /// <summary>The key again.</summary>
    /// <exception cref="CryptographicException">It was protected for another user, or is none.</exception>
    byte[] Unprotect(byte[] key);
}

/// <summary>The protectors of platforms.</summary>
internal static class KeyProtectors
{
    /// <summary>That of this platform; null where there is none, and the mode of the file has to do.</summary>
    public static IKeyProtector? Own { get; } = OperatingSystem.IsWindows() ? new DpapiProtector() : null;
}

/// <summary>The data protection of Windows: for the user who is signed in, on this machine.</summary>
[SupportedOSPlatform("windows")]
internal sealed class DpapiProtector : IKeyProtector
{
    private static readonly byte[] Purpose = "parley-credentials"u8.ToArray();

    public string Name => CredentialKeyDescription.Dpapi;

    public byte[] Protect(byte[] key) => ProtectedData.Protect(key, Purpose, DataProtectionScope.CurrentUser);

    public byte[] Unprotect(byte[] key) => ProtectedData.Unprotect(key, Purpose, DataProtectionScope.CurrentUser);
}
