using System.Security.Cryptography;

namespace Parley.Configuration.Credentials;

/// <summary>The key of a file of credentials: derived from a passphrase, or kept in a file beside it. It is had once and kept. Callers take turns.</summary>
internal sealed class CredentialKeys(string path, Func<string?> passphrase, int iterations)
{
    private CredentialKeyDescription? _description;
    private CredentialCipher? _cipher;

    /// <summary>The file of the key, where there is no passphrase.</summary>
    public string KeyPath { get; } = Path.ChangeExtension(path, ".key");

    /// <summary>The cipher of a file that is there.</summary>
    public CredentialCipher Open(CredentialDocument document)
    {
        if (_cipher is { } known && IsSame(_description!, document.Key) && known.Opens(document.Check))
            return known;
        var cipher = new CredentialCipher(document.Key.IsFromPassphrase ? Derive(document.Key) : ReadKey());
        if (!cipher.Opens(document.Check))
            throw new CredentialStoreException(CredentialStoreFault.WrongKey, path, document.Key.IsFromPassphrase
                ? $"`{path}` was written with another passphrase than PARLEY_CREDENTIALS_PASSPHRASE holds"
                : $"`{KeyPath}` is not the key that `{path}` was written with");
        (_description, _cipher) = (document.Key, cipher);
        return cipher;
    }

    /// <summary>An empty file: after the passphrase where there is one, else with a key file.</summary>
    public CredentialDocument Begin()
    {
        var description = CredentialKeyDescription.New(Passphrase is not null, iterations);
        var cipher = new CredentialCipher(description.IsFromPassphrase ? Derive(description) : File.Exists(KeyPath) ? ReadKey() : CreateKey());
        (_description, _cipher) = (description, cipher);
        return new CredentialDocument { Format = CredentialDocument.FormatName, Version = CredentialDocument.CurrentVersion, Key = description, Check = cipher.SealCheck() };
    }

    private string? Passphrase => passphrase() is { Length: > 0 } given ? given : null;

    private byte[] Derive(CredentialKeyDescription description) => CredentialCipher.Derive(
        Passphrase ?? throw new CredentialStoreException(CredentialStoreFault.PassphraseNeeded, path, $"`{path}` was written with a passphrase: set PARLEY_CREDENTIALS_PASSPHRASE"), description);

    private byte[] ReadKey()
    {
        try
        {
            if (PrivateFile.IsExposed(KeyPath))
                throw new CredentialStoreException(CredentialStoreFault.Exposed, KeyPath, $"`{KeyPath}` can be read by others than its owner: chmod 600 it, and set the credentials anew if others had access");
            var key = File.ReadAllBytes(KeyPath);
            return key.Length == CredentialCipher.KeyLength ? key : throw new CredentialStoreException(CredentialStoreFault.Malformed, KeyPath, $"`{KeyPath}` is not a key of {CredentialCipher.KeyLength} bytes");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CredentialStoreException(CredentialStoreFault.Unreadable, KeyPath, $"`{KeyPath}`, the key of `{path}`, cannot be read: {ConfigurationFiles.Reason(exception)}", exception);
        }
    }

    private byte[] CreateKey()
    {
        var key = RandomNumberGenerator.GetBytes(CredentialCipher.KeyLength);
        PrivateFile.Create(KeyPath, key);
        return key;
    }

    private static bool IsSame(CredentialKeyDescription left, CredentialKeyDescription right) =>
        left.From == right.From && left.Iterations == right.Iterations && left.Salt.AsSpan().SequenceEqual(right.Salt);
}
