using System.Security.Cryptography;

namespace Parley.Configuration.Credentials;

/// <summary>The key of a file of credentials: derived from a passphrase, or kept in a file beside it. It is had once and kept. Callers take turns.</summary>
internal sealed class CredentialKeys(string path, Func<string?> passphrase, int iterations, IKeyProtector? protector)
{
    private CredentialKeyDescription? _description;
    private CredentialCipher? _cipher;

    /// <summary>The file of the key, where there is no passphrase.</summary>
    public string KeyPath { get; } = Path.ChangeExtension(path, ".key");

    /// <summary>The passphrase that is given; null for none.</summary>
    public string? Passphrase => passphrase() is { Length: > 0 } given ? given : null;

    /// <summary>The cipher of a file that is there.</summary>
    public CredentialCipher Open(CredentialDocument document)
    {
        if (_cipher is { } known && IsSame(_description!, document.Key) && known.Opens(document.Check))
            return known;
        var cipher = new CredentialCipher(document.Key.IsFromPassphrase ? CredentialCipher.Derive(Demanded(), document.Key) : ReadKey(document.Key));
        if (!cipher.Opens(document.Check))
            throw new CredentialStoreException(CredentialStoreFault.WrongKey, path, document.Key.IsFromPassphrase
                ? $"`{path}` was written with another passphrase than PARLEY_CREDENTIALS_PASSPHRASE holds"
                : $"`{KeyPath}` is not the key that `{path}` was written with");
        (_description, _cipher) = (document.Key, cipher);
        return cipher;
    }

    /// <summary>An empty file: after a passphrase where there is one, else with a key file.</summary>
    public CredentialDocument Begin(string? after)
    {
        var description = after is null ? CredentialKeyDescription.OfFile(protector) : CredentialKeyDescription.OfPassphrase(iterations);
        var cipher = new CredentialCipher(after is not null ? CredentialCipher.Derive(after, description) : File.Exists(KeyPath) ? ReadKey(description) : CreateKey());
        (_description, _cipher) = (description, cipher);
        return new CredentialDocument { Format = CredentialDocument.FormatName, Version = CredentialDocument.CurrentVersion, Key = description, Check = cipher.SealCheck() };
    }

    /// <summary>Deletes the file of the key, which nothing is encrypted with any more.</summary>
    public bool DeleteFile()
    {
        File.Delete(KeyPath);
        return true;
    }

    private string Demanded() =>
        Passphrase ?? throw new CredentialStoreException(CredentialStoreFault.PassphraseNeeded, path, $"`{path}` was written with a passphrase: set PARLEY_CREDENTIALS_PASSPHRASE");

    private byte[] ReadKey(CredentialKeyDescription description)
    {
        try
        {
            if (PrivateFile.IsExposed(KeyPath))
                throw new CredentialStoreException(CredentialStoreFault.Exposed, KeyPath, $"`{KeyPath}` can be read by others than its owner: chmod 600 it, and set the credentials anew if others had access");
            var key = File.ReadAllBytes(KeyPath);
            if (description.IsProtected)
                key = Unprotect(key, description);
            return key.Length == CredentialCipher.KeyLength ? key : throw new CredentialStoreException(CredentialStoreFault.Malformed, KeyPath, $"`{KeyPath}` is not a key of {CredentialCipher.KeyLength} bytes");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CredentialStoreException(CredentialStoreFault.Unreadable, KeyPath, $"`{KeyPath}`, the key of `{path}`, cannot be read: {ConfigurationFiles.Reason(exception)}", exception);
        }
    }

    private byte[] Unprotect(byte[] key, CredentialKeyDescription description)
    {
        if (protector?.Name != description.From)
            throw new CredentialStoreException(CredentialStoreFault.WrongKey, KeyPath, $"`{KeyPath}` is protected by {description.From}, which this system does not have");
        try
        {
            return protector.Unprotect(key);
        }
        catch (CryptographicException exception)
        {
            throw new CredentialStoreException(CredentialStoreFault.WrongKey, KeyPath, $"`{KeyPath}` was not protected for this user on this machine", exception);
        }
    }

    private byte[] CreateKey()
    {
        var key = RandomNumberGenerator.GetBytes(CredentialCipher.KeyLength);
        PrivateFile.Create(KeyPath, protector?.Protect(key) ?? key);
        return key;
    }

    private static bool IsSame(CredentialKeyDescription left, CredentialKeyDescription right) =>
        left.From == right.From && left.Iterations == right.Iterations && left.Salt.AsSpan().SequenceEqual(right.Salt);
}
