using Parley.Dialects.Conversation;

namespace Parley.Tokens.Prompts;

/// <summary>
/// OpenAI's rule for images (its guide "Images and vision", the models that count tiles): the image is fitted into 2,048 pixels square, then its shorter side into 768;
/// 170 tokens for each tile of 512 pixels square, and 85. With <c>detail: low</c> there are the 85 alone.
/// </summary>
internal static class ImageTokens
{
    private const int Base = 85;
    private const int PerTile = 170;
    private const double Square = 2048;
    private const double ShorterSide = 768;
    private const double Tile = 512;

    /// <summary>The tokens of an image; <see cref="MediaTokens.Unseen"/> when its size cannot be seen.</summary>
    public static long Of(MediaPart image)
    {
        if (string.Equals(image.Detail, "low", StringComparison.OrdinalIgnoreCase))
            return Base;
        if (image.Source is not MediaSource.Base64 { Data: var data } || !data.TryGetPlainUtf8(out var base64))
            return MediaTokens.Unseen;
        return ImageSize.Read(new Base64Bytes(base64)) is { Width: > 0, Height: > 0 } size ? Of(size) : MediaTokens.Unseen;
    }

    private static long Of(ImageSize size)
    {
        var scale = Math.Min(1, Square / Math.Max(size.Width, size.Height));
        scale = Math.Min(scale, ShorterSide / Math.Min(size.Width, size.Height));
        return Base + PerTile * Tiles(size.Width * scale) * Tiles(size.Height * scale);
    }

    /// <summary>Rounded to whole pixels first, so that what a division leaves behind the point makes no tile.</summary>
    private static long Tiles(double pixels) => (long)Math.Ceiling(Math.Max(1, Math.Round(pixels)) / Tile);
}
