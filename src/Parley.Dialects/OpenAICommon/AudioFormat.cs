namespace Parley.Dialects.OpenAICommon;

/// <summary>OpenAI names sound by a short word (<c>wav</c>, <c>mp3</c>), the others by its media type.</summary>
internal static class AudioFormat
{
    /// <summary>The media type of a word; null for none.</summary>
    public static string? MediaType(string? format) => format switch
    {
        null => null,
        "mp3" => "audio/mpeg",
        "pcm16" => "audio/L16",
        _ => "audio/" + format,
    };

    /// <summary>The word for a media type; null when there is none.</summary>
    public static string? Word(string? mediaType)
    {
        if (mediaType is null || !mediaType.StartsWith("audio/", StringComparison.OrdinalIgnoreCase))
            return null;
        var end = mediaType.IndexOf(';', StringComparison.Ordinal);
        return mediaType["audio/".Length..(end < 0 ? mediaType.Length : end)].ToLowerInvariant() switch
        {
            "mpeg" => "mp3",
            "x-wav" or "wave" => "wav",
            "l16" => "pcm16",
            var word => word,
        };
    }
}
