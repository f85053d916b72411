using Parley.Configuration.Diagnostics;

namespace Parley.Configuration.Credentials;

/// <summary>What a store has for the backends of one configuration: a store that cannot be read is one problem, however many backends ask.</summary>
internal sealed class StoredCredentials(ICredentialStore? store, ProblemList problems)
{
    private HashSet<string>? _names;
    private bool _failed;

    /// <summary>Whether there is a store to put a key into.</summary>
    public bool IsKept => store is not null;

    /// <summary>The credential of a backend: under its own id, else under its provider's name or an alias of it.</summary>
    public Secret? Of(string id, ProviderDescriptor provider) => NameOf(id, provider) is { } name ? Try(() => store!.Retrieve(name)) : null;

    /// <summary>Whether there is one; it is not opened for that.</summary>
    public bool Has(string id, ProviderDescriptor provider) => NameOf(id, provider) is not null;

    private string? NameOf(string id, ProviderDescriptor provider)
    {
        if (store is null || _failed)
            return null;
        _names ??= Try(() => store.List().Select(static entry => entry.Name).ToHashSet(StringComparer.OrdinalIgnoreCase)) ?? [];
        return CredentialNames.Of(id, provider).FirstOrDefault(_names.Contains);
    }

    private T? Try<T>(Func<T?> read) where T : class
    {
        if (_failed)
            return null;
        try
        {
            return read();
        }
        catch (CredentialStoreException exception)
        {
            _failed = true;
            problems.Add(new Problem(ProblemCode.CredentialsUnreadable, exception.Message));
            return null;
        }
    }
}

/// <summary>Under which names a backend's credential is looked for.</summary>
internal static class CredentialNames
{
    /// <summary>The names, first come first.</summary>
    public static IEnumerable<string> Of(string id, ProviderDescriptor provider) => [id, provider.Name, .. provider.Aliases];
}
