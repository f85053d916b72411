namespace Parley.Tokens.Splitting;

/// <summary>The English endings <c>'s 't 'm 'd 're 've 'll</c>, in any case.</summary>
internal static class Contraction
{
    /// <summary>How long the ending is that a text begins with; 0 for none.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || text[0] != (byte)'\'')
            return 0;
        var first = Lower(text[1]);
        if (first is (byte)'s' or (byte)'t' or (byte)'m' or (byte)'d')
            return 2;
        if (text.Length < 3)
            return 0;
        return (first, Lower(text[2])) is ((byte)'r', (byte)'e') or ((byte)'v', (byte)'e') or ((byte)'l', (byte)'l') ? 3 : 0;
    }

    /// <summary>The small letter; only letters become small letters this way.</summary>
    private static int Lower(byte letter) => letter | 0x20;
}
