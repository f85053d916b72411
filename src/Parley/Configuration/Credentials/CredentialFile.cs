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

    private const int LongestName = 200;
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly CredentialKeys _keys;

    /// <summary>Names a file, which need not be there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="passphrase">The passphrase when it is needed; null or empty for a key file.</param>
    /// <param name="time">Dates what is set.</param>
    /// <param name="iterations">The rounds of PBKDF2-SHA256 if the file is begun, 100,000 to 10,000,000.</param>
    public CredentialFile(string path, Func<string?> passphrase, TimeProvider time, int iterations = Iterations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 100_000);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(iterations, 10_000_000);
        Path = System.IO.Path.GetFullPath(path);
        _time = time;
        _keys = new CredentialKeys(Path, passphrase, iterations);
    }

    /// <summary>The file, absolute.</summary>
    public string Path { get; }

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
        var entry = Normal(name);
        if (entry.Length is 0 or > LongestName || entry.Any(static letter => char.IsWhiteSpace(letter) || char.IsControl(letter)))
            throw new ArgumentException($"A name is of 1 to {LongestName} letters without blanks.", nameof(name));
        if (value.Reveal() is var text && (text.Length == 0 || text.Any(char.IsControl)))
            throw new ArgumentException("A credential is one line that is not empty.", nameof(value));
        lock (_gate)
        {
            using var own = Hold();
            var document = Read() ?? Guard(_keys.Begin);
            document.Entries[entry] = new CredentialEntry { Set = _time.GetUtcNow(), Value = _keys.Open(document).Seal(entry, text) };
            Write(document);
        }
    }

    /// <inheritdoc/>
    public Secret? Retrieve(string name)
    {
        lock (_gate)
        {
            if (Read() is not { } document || !document.Entries.TryGetValue(Normal(name), out var entry))
                return null;
            return _keys.Open(document).TryOpen(Normal(name), entry.Value) is { } text
                ? new Secret(text)
                : throw new CredentialStoreException(CredentialStoreFault.Tampered, Path, $"the entry `{Normal(name)}` of `{Path}` is not as it was written: set it anew");
        }
    }

    /// <inheritdoc/>
    public bool Delete(string name)
    {
        lock (_gate)
        {
            if (Read()?.Entries.ContainsKey(Normal(name)) != true)
                return false;
            using var own = Hold();
            if (Read() is not { } document || !document.Entries.Remove(Normal(name)))
                return false;
            Write(document);
            return true;
        }
    }

    /// <inheritdoc/>
    public bool Exists(string name) => Read()?.Entries.ContainsKey(Normal(name)) == true;

    /// <inheritdoc/>
    public IReadOnlyList<StoredCredential> List() => Read() is { } document ? [.. document.Entries.Select(static entry => new StoredCredential(entry.Key, entry.Value.Set))] : [];

    private static string Normal(string name) => name.Trim().ToLowerInvariant();

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
