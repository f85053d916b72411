namespace Parley.Dialects.AnthropicMessages;

/// <summary>Looks through a prompt's bytes without reading them as JSON: exact enough for routing, and as fast as memory.</summary>
internal static class PromptScan
{
    /// <summary>What a medium counts for, in bytes of text: about a thousand tokens.</summary>
    private const int MediumBytes = 4000;

    /// <summary>The shortest <c>data</c> that is taken for a medium; text documents have blanks long before.</summary>
    private const int ShortestMedium = 512;

    /// <summary>True when a member <c>type</c> has the quoted word. Within JSON strings quotes are escaped, so that a text about images is none.</summary>
    public static bool HasBlock(ReadOnlySpan<byte> json, ReadOnlySpan<byte> quotedWord)
    {
        for (var at = json.IndexOf(quotedWord); at >= 0; at = json.IndexOf(quotedWord))
        {
            var before = json[..at].TrimEnd(" \t\r\n"u8);
            if (before is [.., (byte)':'] && before[..^1].TrimEnd(" \t\r\n"u8).EndsWith("\"type\""u8))
                return true;
            json = json[(at + quotedWord.Length)..];
        }
        return false;
    }

    /// <summary>True when a member <c>signature</c> is empty: a thought of another provider, as this dialect's replies show it. The API answers "Invalid signature in thinking block".</summary>
    public static bool HasUnsignedThought(ReadOnlySpan<byte> json) => HasEmpty(json, "\"signature\""u8);

    /// <summary>True when a member <c>encrypted_index</c> is empty: a source that another provider named, as this dialect's replies show it.</summary>
    public static bool HasUnsignedSource(ReadOnlySpan<byte> json) => HasEmpty(json, "\"encrypted_index\""u8);

    private static bool HasEmpty(ReadOnlySpan<byte> json, ReadOnlySpan<byte> member)
    {
        for (var at = json.IndexOf(member); at >= 0; at = json.IndexOf(member))
        {
            json = json[(at + member.Length)..].TrimStart(" \t\r\n"u8);
            if (json is [(byte)':', ..] && json[1..].TrimStart(" \t\r\n"u8).StartsWith("\"\""u8))
                return true;
        }
        return false;
    }

    /// <summary>The bytes of the prompt, each base64 medium counted flat.</summary>
    public static int TextBytes(ReadOnlySpan<byte> json)
    {
        var bytes = json.Length;
        for (var at = json.IndexOf("\"data\""u8); at >= 0; at = json.IndexOf("\"data\""u8))
        {
            json = json[(at + 6)..].TrimStart(" \t\r\n:"u8);
            if (json is not [(byte)'"', ..])
                continue;
            var length = json[1..].IndexOf((byte)'"');
            if (length < ShortestMedium || json.Slice(1, 256).IndexOfAny((byte)' ', (byte)'\\') >= 0)
                continue;
            bytes += MediumBytes - length;
            json = json[(length + 1)..];
        }
        return Math.Max(0, bytes);
    }
}
