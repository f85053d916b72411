using System.Buffers.Text;
using System.Text;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream.Connections;

/// <summary>Writes the head of a request.</summary>
internal static class RequestHead
{
    /// <summary>Writes it, up to the empty line before the body.</summary>
    /// <exception cref="HttpRequestException">A header holds what no header may, for instance a line break.</exception>
    public static void Write(PooledBufferWriter writer, UpstreamMessage message, string authority)
    {
        Text(writer, message.Method);
        writer.Write(" "u8);
        Text(writer, message.Address.PathAndQuery);
        writer.Write(" HTTP/1.1\r\n"u8);
        if (message.Find("Host") is null)
            Line(writer, "Host", authority);
        foreach (var (name, value) in message.Headers)
            Line(writer, name, value);
        writer.Write("Content-Type: application/json\r\nContent-Length: "u8);
        Utf8Formatter.TryFormat(message.Body.Length, writer.GetSpan(20), out var digits);
        writer.Advance(digits);
        writer.Write("\r\n\r\n"u8);
    }

    private static void Line(PooledBufferWriter writer, string name, string value)
    {
        if (value.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0 || name.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0)
            throw new HttpRequestException($"The header {name} cannot be sent: it holds a line break, or its name is none.");
        Text(writer, name);
        writer.Write(": "u8);
        Text(writer, value);
        writer.Write("\r\n"u8);
    }

    private static void Text(PooledBufferWriter writer, string text)
    {
        var room = writer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        writer.Advance(Encoding.UTF8.GetBytes(text, room));
    }
}
