using System.Text;

namespace Parley.Pipeline.Guards;

/// <summary>Characters that nobody sees and that models read all the same.</summary>
internal static class Invisible
{
    private const int BlackFlag = 0x1F3F4;

    /// <summary>The text without them; the same instance where there is none. Joiners stay where a script or a picture is made with them, and so do tags that belong to a flag.</summary>
    public static string Strip(string text)
    {
        if (!text.AsSpan().ContainsAny(Suspects))
            return text;
        var seen = new StringBuilder(text.Length);
        var (before, isFlag) = (new Rune('\n'), false);
        for (var i = 0; i < text.Length;)
        {
            _ = Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length);
            isFlag = rune.Value == BlackFlag || isFlag && IsTag(rune);
            if (!IsInvisible(rune, before, text, i + length, isFlag))
            {
                seen.Append(text, i, length);
                before = rune;
            }
            i += length;
        }
        return seen.Length == text.Length ? text : seen.ToString();
    }

    private static readonly System.Buffers.SearchValues<char> Suspects = System.Buffers.SearchValues.Create("\0\u200B\u200C\u200D\u2060\u2061\u2062\u2063\u2064\uFEFF\uDB40");

    private static bool IsInvisible(Rune rune, Rune before, string text, int next, bool isFlag) => rune.Value switch
    {
        0 or 0x200B or 0xFEFF or (>= 0x2060 and <= 0x2064) => true,
        0x200C or 0x200D => before.IsAscii && (next >= text.Length || char.IsAscii(text[next])),
        _ => IsTag(rune) && !isFlag,
    };

    private static bool IsTag(Rune rune) => rune.Value is >= 0xE0000 and <= 0xE007F;
}
