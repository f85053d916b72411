namespace Parley.Dialects.Gemini;

/// <summary>Finds media in contents by their types, without parsing: a quote within a text is escaped and cannot open the pattern.</summary>
/// <param name="Needs">What the media ask of a target.</param>
/// <param name="Count">How many have their bytes in the body.</param>
/// <param name="Bytes">How many bytes of the body they take.</param>
internal readonly record struct MediaScan(RequestNeeds Needs, int Count, int Bytes)
{
    public static MediaScan Of(ReadOnlySpan<byte> contents)
    {
        var needs = RequestNeeds.None;
        if (Holds(contents, "\"image/"u8) || Holds(contents, "\"video/"u8))
            needs |= RequestNeeds.Vision;
        if (Holds(contents, "\"audio/"u8))
            needs |= RequestNeeds.Audio;
        if (Holds(contents, "\"application/pdf\""u8) || Holds(contents, "\"text/plain\""u8))
            needs |= RequestNeeds.Documents;
        var count = 0;
        var bytes = 0;
        while (contents.IndexOf("\"data\""u8) is >= 0 and var found)
        {
            contents = contents[(found + 6)..];
            var value = contents.TrimStart(": \t\r\n"u8);
            if (!value.StartsWith("\""u8) || value[1..].IndexOf((byte)'"') is not (> 0 and var length))
                continue;
            count++;
            bytes += length;
            contents = value[(length + 1)..];
        }
        return new MediaScan(needs, count, bytes);
    }

    private static bool Holds(ReadOnlySpan<byte> contents, ReadOnlySpan<byte> type)
    {
        while (contents.IndexOf(type) is >= 0 and var found)
        {
            if (found == 0 || contents[found - 1] != '\\')
                return true;
            contents = contents[(found + type.Length)..];
        }
        return false;
    }
}
