using System.Globalization;
using System.Text;

namespace Parley.Providers.Vault;

/// <summary>
/// Names of credentials as Azure Key Vault allows them: letters, digits and hyphens, 127 at most. They begin with <c>parley-</c>, a hyphen becomes two, and each other byte of UTF-8 <c>-x</c> and two hexadecimal digits.
/// </summary>
internal static class VaultNames
{
    private const string Prefix = "parley-";
    private const int Longest = 127;

    /// <summary>The vault's name of a credential; null where it is too long for one.</summary>
    public static string? Of(string name)
    {
        var text = new StringBuilder(Prefix);
        foreach (var one in Encoding.UTF8.GetBytes(name))
            text.Append(char.IsAsciiLetterOrDigit((char)one) ? ((char)one).ToString() : one == '-' ? "--" : string.Create(CultureInfo.InvariantCulture, $"-x{one:x2}"));
        return text.Length <= Longest ? text.ToString() : null;
    }

    /// <summary>The credential's name; null for what somebody else keeps in the vault.</summary>
    public static string? Read(string vaultName)
    {
        if (!vaultName.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return null;
        var text = vaultName[Prefix.Length..].ToLowerInvariant();
        var bytes = new List<byte>();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '-')
            {
                bytes.Add((byte)text[at]);
            }
            else if (text.AsSpan(at + 1) is ['-', ..])
            {
                bytes.Add((byte)text[at++]);
            }
            else if (text.AsSpan(at + 1) is ['x', _, _, ..] && byte.TryParse(text.AsSpan(at + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var one))
            {
                bytes.Add(one);
                at += 3;
            }
            else
            {
                return null;
            }
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }
}
