using System.Text;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Wire;

public sealed class NdjsonFrameReaderTests
{
    private const string Stream = "\uFEFF{\"a\":\"é\"}\n\r\n  {\"b\":\"\\n\"}\r\n\n{\"done\":true}";

    [Fact]
    public void TryRead_every_cut_gives_the_same_lines()
    {
        foreach (var cutting in Cutting.All(Encoding.UTF8.GetByteCount(Stream)))
        {
            var lines = Frames.Read(Stream, StreamFraming.NewlineDelimitedJson, cutting);
            Assert.Equal(["{\"a\":\"é\"}", "{\"b\":\"\\n\"}", "{\"done\":true}"], lines.Select(static line => line.Data).Where(static data => data.Length > 0));
            Assert.Equal(Stream.TrimStart('\uFEFF'), string.Concat(lines.Select(static line => line.Raw)));
        }
    }

    [Theory]
    [InlineData("{\"a\":1", true)]
    [InlineData("{\"a\":1}\n", false)]
    [InlineData("{\"a\":1}\n \r\n ", false)]
    public void TryReadLast_half_a_line_is_none_and_is_told(string stream, bool isCut)
    {
        using var reader = FrameReaders.Create(StreamFraming.NewlineDelimitedJson);
        var bytes = Encoding.UTF8.GetBytes(stream);
        bytes.CopyTo(reader.GetMemory());
        reader.Advance(bytes.Length);
        while (reader.TryRead(out _))
            continue;
        Assert.False(reader.TryReadLast(out _));
        Assert.Equal(isCut, reader.IsCut);
    }

    [Fact]
    public void TryRead_a_line_over_the_limit_is_refused()
    {
        using var reader = FrameReaders.Create(StreamFraming.NewlineDelimitedJson, 16);
        new byte[20].CopyTo(reader.GetMemory());
        reader.Advance(20);
        Assert.Throws<WireFormatException>(() => reader.TryRead(out _));
    }
}
