using System.Buffers;

namespace Parley.Dialects.Gemini;

/// <summary>
/// Copies JSON and escapes U+2028 and U+2029 on the way: <c>@google/generative-ai</c> cuts its stream with a regular expression whose dot does not match them.
/// In JSON they can stand only within strings, so that the escape changes nothing.
/// </summary>
internal static class LineSeparators
{
    public static void Write(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        for (var place = Find(json); place >= 0; place = Find(json))
        {
            output.Write(json[..place]);
            output.Write(json[place + 2] == 0xA8 ? "\\u2028"u8 : "\\u2029"u8);
            json = json[(place + 3)..];
        }
        output.Write(json);
    }

    private static int Find(ReadOnlySpan<byte> json)
    {
        var passed = 0;
        while (json[passed..].IndexOf("\u2028"u8[..2]) is >= 0 and var found)
        {
            var place = passed + found;
            if (place + 2 < json.Length && json[place + 2] is 0xA8 or 0xA9)
                return place;
            passed = place + 2;
        }
        return -1;
    }
}
