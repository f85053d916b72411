using System.Security.Cryptography;
using System.Text;

namespace Parley.Dialects;

/// <summary>
/// Brings tool-call ids into the form that an upstream accepts. A pure function of the id, so that a call and its result pair up in every turn, and the caller's own id never has to be stored.
/// </summary>
public static class ToolCallIds
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    /// <summary>The id itself when it fits the rule, otherwise a form of it that does.</summary>
    public static string Map(string id, ToolCallIdRule rule) => rule switch
    {
        ToolCallIdRule.Max40 => id.Length is > 0 and <= 40 ? id : Shorten(id, 40),
        ToolCallIdRule.Word64 => id.Length is > 0 and <= 64 && IsWord(id) ? id : Shorten(id, 64),
        ToolCallIdRule.Alphanumeric9 => id.Length == 9 && IsAlphanumeric(id) ? id : Hash(id, 9),
        _ => id,
    };

    /// <summary>
    /// An id for a call that has none on the wire (Gemini 2, Ollama): the same for the same place in the same answer, different between answers.
    /// </summary>
    /// <param name="replyId">The id of the answer, or whatever tells answers apart.</param>
    /// <param name="name">The tool.</param>
    /// <param name="ordinal">Which call of the answer it is, from 0.</param>
    public static string Invent(string? replyId, string name, int ordinal) => "call_" + Hash($"{replyId}\n{name}\n{ordinal}", 20);

    private static string Shorten(string id, int limit)
    {
        var kept = new StringBuilder(limit);
        foreach (var character in id)
        {
            if (kept.Length == limit - 11)
                break;
            kept.Append(char.IsAsciiLetterOrDigit(character) || character is '_' or '-' ? character : '_');
        }
        return kept.Append('_').Append(Hash(id, 10)).ToString();
    }

    private static string Hash(string text, int length)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), digest);
        Span<char> characters = stackalloc char[length];
        for (var i = 0; i < length; i++)
            characters[i] = Alphabet[digest[i] % Alphabet.Length];
        return new string(characters);
    }

    private static bool IsWord(string id)
    {
        foreach (var character in id)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('_' or '-'))
                return false;
        }
        return true;
    }

    private static bool IsAlphanumeric(string id)
    {
        foreach (var character in id)
        {
            if (!char.IsAsciiLetterOrDigit(character))
                return false;
        }
        return true;
    }
}
