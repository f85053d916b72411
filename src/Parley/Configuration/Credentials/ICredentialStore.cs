namespace Parley.Configuration.Credentials;

/// <summary>
/// Keeps credentials by name: the id of a backend, or a provider of the catalog. It is asked when a configuration is compiled, never by a request. Implementations are thread-safe.
/// Names are the same in upper and lower case. What goes wrong is a <see cref="CredentialStoreException"/>, whose message holds no credential.
/// </summary>
public interface ICredentialStore
{
    /// <summary>Where it keeps them, for people: a file, an address, the name of a store of the platform.</summary>
    string Place { get; }

    /// <summary>Keeps a credential, in the place of one of that name.</summary>
    void Store(string name, Secret value);

    /// <summary>The credential; null when there is none of that name.</summary>
    Secret? Retrieve(string name);

    /// <summary>Forgets a credential. False when there was none of that name.</summary>
    bool Delete(string name);

    /// <summary>Whether there is a credential of that name; it is not opened for that.</summary>
    bool Exists(string name);

    /// <summary>The credentials by name, without their values.</summary>
    IReadOnlyList<StoredCredential> List();
}

/// <summary>A credential that a store keeps.</summary>
/// <param name="Name">Its name, in lower case.</param>
/// <param name="Set">When it was last set.</param>
public sealed record StoredCredential(string Name, DateTimeOffset Set);
