using System.Buffers.Text;
using System.Net.Sockets;

namespace Parley.Benchmarks.Allocations;

/// <summary>One end of an HTTP/1.1 connection that allocates nothing per message, so that what a process allocates is the proxy's. Blocking.</summary>
internal sealed class RawConnection(Socket socket) : IDisposable
{
    private readonly byte[] _buffer = new byte[1 << 20];

    public void Send(ReadOnlySpan<byte> message)
    {
        while (!message.IsEmpty)
            message = message[socket.Send(message)..];
    }

    /// <summary>Reads one message to its end, which a length or the last chunk tells; false when the other end has closed.</summary>
    public bool Receive()
    {
        var count = 0;
        while (true)
        {
            var read = socket.Receive(_buffer.AsSpan(count));
            if (read == 0)
                return false;
            count += read;
            if (IsWhole(_buffer.AsSpan(0, count)))
                return true;
        }
    }

    /// <summary>The last message.</summary>
    public ReadOnlySpan<byte> Buffer => _buffer;

    public void Dispose() => socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> message)
    {
        var end = message.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;
        var head = message[..end];
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0)
            at = head.IndexOf("content-length: "u8);
        if (at < 0)
            return message.EndsWith("0\r\n\r\n"u8);
        return Utf8Parser.TryParse(head[(at + 16)..], out int length, out _) && message.Length >= end + 4 + length;
    }
}
