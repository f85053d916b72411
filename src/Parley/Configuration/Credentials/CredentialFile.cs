using System.Text.Json;

namespace Parley.Configuration.Credentials;

/// <summary>
/// Credentials in one encrypted file: AES-256-GCM, the key derived from a passphrase (PBKDF2-SHA256, the count of rounds stated in the file) or kept in a file beside it that only its owner may read.
/// Names and times are readable. The file is read anew each time, and replaced whole. Thread-safe; several programs may use one file.
/// </summary>
public sealed class CredentialFile : ICredentialStore
{
    /// <summary>The rounds of PBKDF2-SHA256 in files that are begun.</summary>
    public const int Iterations = 600_000;

    /// <summary>The environment variable that names the file.</summary>
    public const string PathVariable = "PARLEY_CREDENTIALS";

    /// <summary>The environment variable that holds the passphrase.</summary>
    public const string PassphraseVariable = "PARLEY_CREDENTIALS_PASSPHRASE";

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly CredentialKeys _keys;

    /// <summary>Names a file, which need not be there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="passphrase">The passphrase when it is needed; null or empty for a key file.</param>
    /// <param name="time">Dates what is set.</param>
    /// <param name="iterations">The rounds of PBKDF2-SHA256 if the file is begun, 100,000 to 10,000,000.</param>
    public CredentialFile(string path, Func<string?> passphrase, TimeProvider time, int iterations = Iterations)
        : this(path, passphrase, time, KeyProtectors.Own, iterations)
    {
    }

    internal CredentialFile(string path, Func<string?> passphrase, TimeProvider time, IKeyProtector? protector, int iterations = Iterations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 100_000);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(iterations, 10_000_000);
        Path = System.IO.Path.GetFullPath(path);
        _time = time;
        _keys = new CredentialKeys(Path, passphrase, iterations, protector);
    }

    /// <summary>The file, absolute.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public string Place => Path;

    /// <summary>Where the user's file is: what <c>PARLEY_CREDENTIALS</c> says, else <c>parley/credentials.json</c> among the user's data.</summary>
    public static string DefaultPath(Func<string, string?> environment)
    {
        if (environment(PathVariable) is { Length: > 0 } said)
            return said;
        var data = environment("XDG_DATA_HOME") is { Length: > 0 } given && System.IO.Path.IsPathRooted(given)
            ? given : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return System.IO.Path.Combine(data, "parley", "credentials.json");
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The name is empty, long or has blanks, or the value is empty or of several lines.</exception>
    public void Store(string name, Secret value)
    {
        var entry = CredentialRules.Checked(name, value);
        lock (_gate)
        {
            using var own = Hold();
            var document = Read() ?? Guard(() => _keys.Begin(_keys.Passphrase));
            document.Entries[entry] = new CredentialEntry { Set = _time.GetUtcNow(), Value = _keys.Open(document).Seal(entry, value.Reveal()) };
            Write(document);
        }
    }

    /// <inheritdoc/>
    public Secret? Retrieve(string name)
    {
        lock (_gate)
        {
            if (Read() is not { } document || !document.Entries.TryGetValue(CredentialRules.Normal(name), out var entry))
                return null;
            return new Secret(Open(document, CredentialRules.Normal(name), entry));
        }
    }

    /// <inheritdoc/>
    public bool Delete(string name)
    {
        lock (_gate)
        {
            if (Read()?.Entries.ContainsKey(CredentialRules.Normal(name)) != true)
                return false;
            using var own = Hold();
            if (Read() is not { } document || !document.Entries.Remove(CredentialRules.Normal(name)))
                return false;
            Write(document);
            return true;
        }
    }

    /// <inheritdoc/>
    public bool Exists(string name) => Read()?.Entries.ContainsKey(CredentialRules.Normal(name)) == true;

    /// <inheritdoc/>
    public IReadOnlyList<StoredCredential> List() => Read() is { } document ? [.. document.Entries.Select(static entry => new StoredCredential(entry.Key, entry.Value.Set))] : [];

    /// <summary>Encrypts everything anew: after another passphrase, or with a key file. The file is replaced as a whole, so that it is as it was before if anything goes wrong.</summary>
    /// <param name="passphrase">The passphrase from now on; null or empty for a key file.</param>
    /// <returns>False when there is no file.</returns>
    public bool ChangePassphrase(string? passphrase)
    {
        if (!File.Exists(Path))
            return false;
        lock (_gate)
        {
            using var own = Hold();
            if (Read() is not { } document)
                return false;
            var texts = document.Entries.ToDictionary(static entry => entry.Key, entry => Open(document, entry.Key, entry.Value), StringComparer.Ordinal);
            var fresh = Guard(() => _keys.Begin(string.IsNullOrEmpty(passphrase) ? null : passphrase));
            foreach (var (name, entry) in document.Entries)
                fresh.Entries[name] = entry with { Value = _keys.Open(fresh).Seal(name, texts[name]) };
            Write(fresh);
            if (fresh.Key.IsFromPassphrase)
                Guard(_keys.DeleteFile);
            return true;
        }
    }

    /// <summary>Has the key of the file, where there is one; what is in the way is an exception.</summary>
    internal void Unlock()
    {
        lock (_gate)
        {
            if (Read() is { } document)
                _keys.Open(document);
        }
    }

    private string Open(CredentialDocument document, string name, CredentialEntry entry) => _keys.Open(document).TryOpen(name, entry.Value)
        ?? throw new CredentialStoreException(CredentialStoreFault.Tampered, Path, $"the entry `{name}` of `{Path}` is not as it was written: set it anew");

    private CredentialDocument? Read()
    {
        try
        {
            return File.Exists(Path) ? CredentialDocument.Read(File.ReadAllBytes(Path)) : null;
        }
        catch (JsonException exception)
        {
            throw new CredentialStoreException(CredentialStoreFault.Malformed, Path, $"`{Path}` is not a file of credentials of Parley, or was damaged", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CredentialStoreException(CredentialStoreFault.Unreadable, Path, $"`{Path}` cannot be read: {ConfigurationFiles.Reason(exception)}", exception);
        }
    }

    private void Write(CredentialDocument document) => Guard(() =>
    {
        PrivateFile.Replace(Path, document.ToBytes());
        return true;
    });

    /// <summary>Two that change the file at once would each lose what the other wrote.</summary>
    private FileStream Hold()
    {
        Guard(() =>
        {
            PrivateFile.CreateFolder(System.IO.Path.GetDirectoryName(Path)!);
            return true;
        });
        try
        {
            return PrivateFile.Lock(Path + ".lock");
        }
        catch (IOException exception)
        {
            throw new CredentialStoreException(CredentialStoreFault.Busy, Path, $"`{Path}` is being written by another program: try again", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw Unwritable(exception);
        }
    }

    private T Guard<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(exception);
        }
    }

    private CredentialStoreException Unwritable(Exception exception) =>
        new(CredentialStoreFault.Unwritable, Path, $"`{Path}` cannot be written: {ConfigurationFiles.Reason(exception)}", exception);
}
