using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Parley.Configuration;

/// <summary>How the keys look that Parley makes: <c>sk-parley-</c>, twelve characters that may be shown, a hyphen, and 256 random bits in base64url.</summary>
public static class KeyText
{
    /// <summary>How all of them begin.</summary>
    public const string Beginning = "sk-parley-";

    private const int PrefixLength = 12;
    private const int SecretLength = 43;
    private const int SecretBytes = 32;
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly int Length = Beginning.Length + PrefixLength + 1 + SecretLength;
    private static readonly SearchValues<char> Known = SearchValues.Create(Letters);

    /// <summary>Makes a key.</summary>
    /// <param name="prefix">The part by which it is found, which may be shown.</param>
    public static string Make(out string prefix)
    {
        prefix = RandomNumberGenerator.GetString(Letters, PrefixLength);
        Span<byte> secret = stackalloc byte[SecretBytes];
        RandomNumberGenerator.Fill(secret);
        return $"{Beginning}{prefix}-{Base64Url.EncodeToString(secret)}";
    }

    /// <summary>What may be shown of a key.</summary>
    public static string Masked(string prefix) => $"{Beginning}{prefix[..4]}...";

    /// <summary>Whether a text can only be what is shown of a secret: written back, it must not take the secret's place.</summary>
    public static bool IsMasked([NotNullWhen(true)] string? text) =>
        text is not null && (text.Contains("...", StringComparison.Ordinal) || text.Contains('…', StringComparison.Ordinal) || text.Contains("***", StringComparison.Ordinal) || text.Contains('•', StringComparison.Ordinal));

    /// <summary>The part of a key by which it is found; false for what Parley has not made.</summary>
    internal static bool TryPrefix(ReadOnlySpan<char> key, out ReadOnlySpan<char> prefix)
    {
        prefix = key.Length == Length ? key.Slice(Beginning.Length, PrefixLength) : default;
        return prefix.Length > 0 && key.StartsWith(Beginning, StringComparison.Ordinal) && key[Beginning.Length + PrefixLength] == '-' && !prefix.ContainsAnyExcept(Known);
    }
}
