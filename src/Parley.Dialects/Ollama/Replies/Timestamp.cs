using System.Globalization;

namespace Parley.Dialects.Ollama;

/// <summary>RFC 3339 times, as Go writes them: none to nine digits of a fraction, any offset.</summary>
internal static class Timestamp
{
    private const long Latest = 253402300799;

    /// <summary>The Unix seconds of a time; null when it is none.</summary>
    public static long? Read(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeSeconds() : null;

    /// <summary>A time from Unix seconds.</summary>
    public static string Write(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, 0, Latest)).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
