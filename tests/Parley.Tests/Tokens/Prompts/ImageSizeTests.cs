using System.Text;
using Parley.Tokens.Prompts;

namespace Parley.Tests.Tokens.Prompts;

public sealed class ImageSizeTests
{
    [Fact]
    public void Header_of_each_format_says_the_size()
    {
        Assert.Equal(new ImageSize(640, 480), Read(ImageFiles.Png(640, 480)));
        Assert.Equal(new ImageSize(640, 480), Read(ImageFiles.Gif(640, 480)));
        Assert.Equal(new ImageSize(640, 480), Read(ImageFiles.Jpeg(640, 480)));
        Assert.Equal(new ImageSize(640, 480), Read(ImageFiles.WebPLossy(640, 480)));
        Assert.Equal(new ImageSize(640, 480), Read(ImageFiles.WebPLossless(640, 480)));
        Assert.Equal(new ImageSize(16383, 70000), Read(ImageFiles.WebPExtended(16383, 70000)));
    }

    [Fact]
    public void Size_of_a_real_file_is_read()
    {
        const string onePixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

        Assert.Equal(new ImageSize(1, 1), ImageSize.Read(new Base64Bytes(Encoding.UTF8.GetBytes(onePixel))));
    }

    /// <summary>Three lengths in a row, so that the segments begin at every place within four characters of base64.</summary>
    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(65535)]
    public void Segments_of_a_JPEG_are_stepped_over(int length) => Assert.Equal(new ImageSize(4000, 3000), Read(ImageFiles.Jpeg(4000, 3000, length, length, length)));

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("iVBORw0KGgoAAAANSUhEUgAAAAEAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("iVBORw0KGgoAAAAN\\nSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4")]
    [InlineData("/9j/4AACAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("UklGRgAAAABXRUJQWFhYWAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_image_or_cut_off_has_no_size(string base64) => Assert.Null(ImageSize.Read(new Base64Bytes(Encoding.UTF8.GetBytes(base64))));

    private static ImageSize? Read(byte[] file) => ImageSize.Read(new Base64Bytes(Encoding.UTF8.GetBytes(Convert.ToBase64String(file))));
}
