using System.Security.Cryptography;
using System.Text;

namespace Parley.Configuration.Credentials;

/// <summary>AES-256-GCM with a nonce of its own for each text and the name as associated data: an entry opens under its own name only.</summary>
internal sealed class CredentialCipher(byte[] key)
{
    public const int KeyLength = 32;

    private const string CheckName = "\0check";
    private const string CheckText = "parley";

    public static byte[] Derive(string passphrase, CredentialKeyDescription description) =>
        Rfc2898DeriveBytes.Pbkdf2(passphrase, description.Salt!, description.Iterations!.Value, HashAlgorithmName.SHA256, KeyLength);

    public SealedText SealCheck() => Seal(CheckName, CheckText);

    public bool Opens(SealedText check) => TryOpen(CheckName, check) == CheckText;

    public SealedText Seal(string name, string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var result = new byte[plain.Length];
        var tag = new byte[AesGcm.TagByteSizes.MaxSize];
        using var cipher = new AesGcm(key, AesGcm.TagByteSizes.MaxSize);
        cipher.Encrypt(nonce, plain, result, tag, Encoding.UTF8.GetBytes(name));
        CryptographicOperations.ZeroMemory(plain);
        return new SealedText { Nonce = nonce, Text = result, Tag = tag };
    }

    /// <summary>The text; null when it is not what was sealed under that name with this key.</summary>
    public string? TryOpen(string name, SealedText text)
    {
        if (text.Nonce.Length != AesGcm.NonceByteSizes.MaxSize || text.Tag.Length != AesGcm.TagByteSizes.MaxSize)
            return null;
        var plain = new byte[text.Text.Length];
        using var cipher = new AesGcm(key, AesGcm.TagByteSizes.MaxSize);
        try
        {
            cipher.Decrypt(text.Nonce, text.Text, text.Tag, plain, Encoding.UTF8.GetBytes(name));
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}
