using System.Text;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Wire;

public sealed class JsonArrayFrameReaderTests
{
    private const string Stream = """
        [{
          "candidates": [{"content": {"parts": [{"text": "] } \" \\ {"}]}}]
        }
        ,
        {"é": [[], {}, "\\"]}, {}
        ]

        """;

    [Fact]
    public void TryRead_every_cut_gives_the_same_elements()
    {
        foreach (var cutting in Cutting.All(Encoding.UTF8.GetByteCount(Stream)))
        {
            var frames = Frames.Read(Stream, StreamFraming.JsonArray, cutting);
            Assert.Equal(
                ["{\n  \"candidates\": [{\"content\": {\"parts\": [{\"text\": \"] } \\\" \\\\ {\"}]}}]\n}", "{\"é\": [[], {}, \"\\\\\"]}", "{}"],
                frames.Select(static frame => frame.Data).Where(static data => data.Length > 0));
            Assert.Equal(Stream, string.Concat(frames.Select(static frame => frame.Raw)));
        }
    }

    [Fact]
    public void TryRead_an_empty_array_has_no_element() =>
        Assert.All(Frames.Read("[\r\n]", StreamFraming.JsonArray), static frame => Assert.True(frame.Data.Length == 0));

    [Fact]
    public void TryRead_a_lone_object_is_one_element() =>
        Assert.Equal("""{"error":{"code":400}}""", Frames.Read(""" {"error":{"code":400}} """, StreamFraming.JsonArray)[0].Data);

    [Theory]
    [InlineData("<html>")]
    [InlineData("[1]")]
    [InlineData("[,{}]")]
    [InlineData("[{},]")]
    [InlineData("[{}{}]")]
    [InlineData("[{}] {}")]
    [InlineData("data: {}")]
    public void TryRead_anything_else_is_refused(string stream) =>
        Assert.Throws<WireFormatException>(() => Frames.Read(stream, StreamFraming.JsonArray));

    [Theory]
    [InlineData("", true)]
    [InlineData("[{}", true)]
    [InlineData("[{\"a\"", true)]
    [InlineData("[{}]", false)]
    public void IsCut_an_array_without_its_end_is_told(string stream, bool isCut)
    {
        using var reader = FrameReaders.Create(StreamFraming.JsonArray);
        Frames.Feed(reader, Encoding.UTF8.GetBytes(stream), Cutting.Whole, static _ => { });
        Assert.Equal(isCut, reader.IsCut);
    }
}
