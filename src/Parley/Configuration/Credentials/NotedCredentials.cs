namespace Parley.Configuration.Credentials;

/// <summary>A store whose credentials are asked for anew where a provider refuses them: not every store can be watched for changes.</summary>
internal sealed class NotedCredentials(ICredentialStore store, SecretReferences references) : ICredentialStore
{
    public string Place => store.Place;

    public void Store(string name, Secret value) => store.Store(name, value);

    public Secret? Retrieve(string name)
    {
        if (store.Retrieve(name) is not { } secret)
            return null;
        references.Note($"store:{store.Place}\0{name}", secret, () => TryRetrieve(name));
        return secret;
    }

    public bool Delete(string name) => store.Delete(name);

    public bool Exists(string name) => store.Exists(name);

    public IReadOnlyList<StoredCredential> List() => store.List();

    private Secret? TryRetrieve(string name)
    {
        try
        {
            return store.Retrieve(name);
        }
        catch (CredentialStoreException)
        {
            // The credential in use stays; whoever reads the configuration next is told why.
            return null;
        }
    }
}
