using System.Buffers;

namespace Parley.Dialects.Gemini;

/// <summary>
/// Copies JSON on one line: line breaks, which can stand only between the tokens of raw slices, become blanks, since SSE would cut the event there. And escapes U+2028 and U+2029,
/// which can stand only within strings: <c>@google/generative-ai</c> cuts its stream with a regular expression whose dot does not match them.
/// </summary>
internal static class LineSeparators
{
    private const byte LeadByte = 0xE2;

    public static void Write(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        var passed = 0;
        while (json[passed..].IndexOfAny((byte)'\n', (byte)'\r', LeadByte) is >= 0 and var found)
        {
            var place = passed + found;
            var isSeparator = json[place] == LeadByte;
            if (isSeparator && json[place..] is not [_, 0x80, 0xA8 or 0xA9, ..])
            {
                passed = place + 1;
                continue;
            }
            output.Write(json[..place]);
            output.Write(!isSeparator ? " "u8 : json[place + 2] == 0xA8 ? "\\u2028"u8 : "\\u2029"u8);
            json = json[(place + (isSeparator ? 3 : 1))..];
            passed = 0;
        }
        output.Write(json);
    }
}
