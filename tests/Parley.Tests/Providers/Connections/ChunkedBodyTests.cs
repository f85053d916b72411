using System.Text;
using Parley.Providers.Upstream.Connections;

namespace Parley.Tests.Providers.Connections;

/// <summary>The framing of chunked bodies, however the network cuts it.</summary>
public sealed class ChunkedBodyTests
{
    [Theory]
    [InlineData("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world")]
    [InlineData("5;name=value\r\nhello\r\n0\r\n\r\n", "hello")]
    [InlineData("005 \r\nhello\r\n000\r\n\r\n", "hello")]
    [InlineData("A\r\n0123456789\r\n0\r\nTrailer: one\r\nOther: two\r\n\r\n", "0123456789")]
    [InlineData("1\na\n1\nb\n0\n\n", "ab")]
    [InlineData("2\r\n\r\n\r\n0\r\n\r\n", "\r\n")]
    public void Content_is_the_same_wherever_it_is_cut(string framed, string content)
    {
        for (var first = 0; first <= framed.Length; first++)
        {
            for (var second = first; second <= framed.Length; second++)
                Assert.Equal((content, true, 0), Unframe(framed[..first], framed[first..second], framed[second..]));
        }
    }

    [Fact]
    public void What_stands_behind_the_end_is_counted_and_is_no_content() =>
        Assert.Equal(("hello", true, 3), Unframe("5\r\nhello\r\n0\r\n\r\nHTT"));

    [Fact]
    public void Body_without_its_last_chunk_is_not_done() =>
        Assert.Equal(("hello", false, 0), Unframe("5\r\nhello\r\n"));

    [Theory]
    [InlineData("hello")]
    [InlineData("\r\n")]
    [InlineData(";x\r\n")]
    [InlineData("-5\r\nhello")]
    [InlineData("5\r\nhello!\r\n")]
    [InlineData("fffffffffffffffff\r\n")]
    public void Anything_else_is_no_chunked_body(string framed) => Assert.Throws<HttpIOException>(() => Unframe(framed));

    private static (string Content, bool IsDone, int Excess) Unframe(params string[] pieces)
    {
        var body = new ChunkedBody();
        var (content, excess) = ("", 0);
        foreach (var piece in pieces)
        {
            var bytes = Encoding.ASCII.GetBytes(piece);
            content += Encoding.ASCII.GetString(bytes, 0, body.Unframe(bytes, out excess));
        }
        return (content, body.IsDone, excess);
    }
}
