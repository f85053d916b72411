using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Tokens.Prompts;

/// <summary>Estimates the tokens of media. Nothing is decoded but the few bytes that say how large an image is.</summary>
/// <remarks>
/// Images: OpenAI's tiles, see <see cref="ImageTokens"/>. Where the bytes are not in the request, or an image does not say its size, <see cref="Unseen"/>. All else goes by its bytes:
/// <list type="bullet">
/// <item>text: 4 bytes a token, OpenAI's rule of thumb;</item>
/// <item>PDFs and other documents: 32 bytes a token, that is 2,000 tokens for a page of 64 KB, the middle of the 1,500 to 3,000 that Anthropic documents for a page;</item>
/// <item>sound: 500 bytes a token, that is the 32 tokens a second that Gemini documents, at 128 kbit/s; without compression (WAV, PCM) 1,500 bytes, at 24 kHz and 16 bits;</item>
/// <item>films: 400 bytes a token, that is the 300 tokens a second that Gemini documents, at 1 Mbit/s.</item>
/// </list>
/// </remarks>
internal static class MediaTokens
{
    /// <summary>What a medium counts of which nothing is known.</summary>
    public const int Unseen = 1000;

    private const int TextBytes = 4;
    private const int DocumentBytes = 32;
    private const int SoundBytes = 500;
    private const int PlainSoundBytes = 1500;
    private const int FilmBytes = 400;

    /// <summary>The tokens of a medium that is not given as plain text.</summary>
    public static long Of(MediaPart media)
    {
        if (media.Kind == MediaKind.Image)
            return ImageTokens.Of(media);
        return media.Source is MediaSource.Base64 { Data: var data } ? Tokens(Bytes(data), BytesPerToken(media)) : Unseen;
    }

    /// <summary>The tokens of a text that is there in encrypted form only: as many as its bytes would have as plain text.</summary>
    public static long OfHiddenText(JsonText base64) => Tokens(Bytes(base64), TextBytes);

    private static int BytesPerToken(MediaPart media) => media.Kind switch
    {
        MediaKind.Audio => IsPlainSound(media.MediaType) ? PlainSoundBytes : SoundBytes,
        MediaKind.Video => FilmBytes,
        _ => IsText(media.MediaType) ? TextBytes : DocumentBytes,
    };

    private static bool IsPlainSound(string? type) =>
        type is not null && (type.Contains("wav", StringComparison.OrdinalIgnoreCase) || type.Contains("pcm", StringComparison.OrdinalIgnoreCase) || type.Contains("L16", StringComparison.OrdinalIgnoreCase));

    private static bool IsText(string? type) =>
        type is not null && (type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase));

    private static long Bytes(JsonText base64) => base64.ByteCount / 4L * 3;

    private static long Tokens(long bytes, int each) => (bytes + each - 1) / each;
}
