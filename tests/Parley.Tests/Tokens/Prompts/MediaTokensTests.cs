using Parley.Dialects.Conversation;
using Parley.Tokens.Prompts;

namespace Parley.Tests.Tokens.Prompts;

public sealed class MediaTokensTests
{
    /// <summary>The first two are examples of OpenAI's guide.</summary>
    [Theory]
    [InlineData(1024, 1024, null, 765)]
    [InlineData(2048, 4096, "high", 1105)]
    [InlineData(4096, 8192, "low", 85)]
    [InlineData(1, 1, "auto", 255)]
    [InlineData(512, 512, null, 255)]
    [InlineData(513, 512, null, 425)]
    [InlineData(100000, 1, null, 765)]
    public void Image_costs_its_tiles(int width, int height, string? detail, int expected) =>
        Assert.Equal(expected, MediaTokens.Of(new MediaPart(MediaKind.Image, ImageFiles.Base64(ImageFiles.Png(width, height))) { Detail = detail }));

    [Fact]
    public void Image_that_does_not_say_its_size_has_a_fixed_price()
    {
        Assert.Equal(1000, Image(new MediaSource.Url("https://example.com/a.png")));
        Assert.Equal(1000, Image(new MediaSource.FileId("openai-chat", "file-1")));
        Assert.Equal(1000, Image(new MediaSource.Base64("not base64 at all, but long enough to be read as a header")));
        Assert.Equal(1000, Image(ImageFiles.Base64(ImageFiles.Png(0, 10))));
        Assert.Equal(1000, Image(ImageFiles.Base64(ImageFiles.Png(-1, 10))));
    }

    [Theory]
    [InlineData(MediaKind.Document, "application/pdf", 3000)]
    [InlineData(MediaKind.Document, "text/markdown", 24000)]
    [InlineData(MediaKind.Document, null, 3000)]
    [InlineData(MediaKind.Audio, "audio/mpeg", 192)]
    [InlineData(MediaKind.Audio, "audio/wav", 64)]
    [InlineData(MediaKind.Video, "video/mp4", 240)]
    public void Other_media_go_by_their_bytes(MediaKind kind, string? type, int expected) =>
        Assert.Equal(expected, MediaTokens.Of(new MediaPart(kind, ImageFiles.Base64(new byte[96000])) { MediaType = type }));

    [Fact]
    public void Document_at_an_address_has_a_fixed_price() =>
        Assert.Equal(1000, MediaTokens.Of(new MediaPart(MediaKind.Document, new MediaSource.Url("https://example.com/a.pdf"))));

    private static long Image(MediaSource source) => MediaTokens.Of(new MediaPart(MediaKind.Image, source));
}
