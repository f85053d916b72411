using Parley.Configuration;
using Parley.Configuration.Credentials;

namespace Parley.Tests.Configuration.Credentials;

/// <summary>A store that forgets, and that fails when it is told to.</summary>
internal sealed class MemoryCredentials(params (string Name, string Value)[] entries) : ICredentialStore
{
    private readonly Dictionary<string, Secret> _entries = entries.ToDictionary(static entry => entry.Name, static entry => new Secret(entry.Value), StringComparer.OrdinalIgnoreCase);

    public string Place => "memory";

    public bool IsBroken { get; set; }

    public List<string> Opened { get; } = [];

    public void Store(string name, Secret value) => _entries[name] = value;

    public Secret? Retrieve(string name)
    {
        if (IsBroken)
            throw new CredentialStoreException(CredentialStoreFault.WrongKey, "/c.json", "`/c.json` was written with another passphrase");
        Opened.Add(name);
        return _entries.GetValueOrDefault(name);
    }

    public bool Delete(string name) => _entries.Remove(name);

    public bool Exists(string name) => _entries.ContainsKey(name);

    public IReadOnlyList<StoredCredential> List() => [.. _entries.Keys.Select(static name => new StoredCredential(name, DateTimeOffset.UnixEpoch))];
}
