using System.Collections.Concurrent;
using Parley.Configuration.Credentials;
using Parley.Providers.Upstream;

namespace Parley.Providers.Vault;

/// <summary>The stores of credentials that configurations may name. Each is opened once; thread-safe.</summary>
/// <param name="file">The encrypted file.</param>
/// <param name="environment">The value of an environment variable; null when it is not set.</param>
/// <param name="handlers">Connections, for a vault.</param>
/// <param name="time">The clock.</param>
public sealed class CredentialStores(CredentialFile file, Func<string, string?> environment, UpstreamHandlers handlers, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ICredentialStore?> _opened = new(StringComparer.Ordinal);

    /// <summary>The store of a name (see <see cref="CredentialStoreNames"/>); null when there is none. Nothing is asked of it yet.</summary>
    public ICredentialStore? Open(string name) => _opened.GetOrAdd(name, Create);

    private ICredentialStore? Create(string name) => name switch
    {
        CredentialStoreNames.File => file,
        CredentialStoreNames.Keychain => new KeychainStore(time),
        CredentialStoreNames.Libsecret => new LibsecretStore(time),
        _ => CredentialStoreNames.VaultOf(name) is { } vault ? new KeyVaultStore(vault, environment, handlers, time) : null,
    };
}
