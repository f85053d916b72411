using System.Text;
using Parley.Providers.Upstream.Connections;

namespace Parley.Tests.Providers.Connections;

/// <summary>The head of an answer, as servers write it.</summary>
public sealed class ResponseHeadTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", 200, 5, false, true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\n", 200, 5, false, true)]
    [InlineData("HTTP/1.1 200\r\ncontent-length:5\r\n\r\n", 200, 5, false, true)]
    [InlineData("HTTP/1.1 429 Too Many Requests\nCONTENT-LENGTH: 0\n\n", 429, 0, false, true)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\nConnection: Close\r\n\r\n", 200, null, true, false)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: x-hop,\tclose\r\nConnection: keep-alive\r\n\r\n", 200, null, false, false)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 5\r\n\r\n", 200, 5, false, true)]
    [InlineData("HTTP/1.0 200 OK\r\n\r\n", 200, null, false, false)]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 200, 1, false, true)]
    public void Status_length_and_connection_are_read(string text, int status, int? length, bool isChunked, bool keepsAlive)
    {
        var head = Read(text + "rest")!.Value;
        Assert.Equal((status, (long?)length, isChunked, keepsAlive, text.Length), (head.Status, head.Length, head.IsChunked, head.KeepsAlive, head.End));
    }

    [Fact]
    public void Head_is_complete_with_its_empty_line_and_not_before()
    {
        const string Text = "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 5\r\n\r\n";
        for (var length = 0; length < Text.Length; length++)
        {
            Assert.Null(Read(Text[..length]));
            Assert.NotNull(Read(Text, seen: length));
        }
    }

    [Theory]
    [InlineData("<html>\r\n\r\n")]
    [InlineData("HTTP/2 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Folded: a\r\n b\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n: nameless\r\n\r\n")]
    public void Anything_else_is_refused(string text) => Assert.Throws<HttpRequestException>(() => Read(text));

    private static ResponseHead? Read(string text, int seen = 0) => ResponseHead.TryRead(Encoding.ASCII.GetBytes(text), seen, out var head) ? head : null;
}
