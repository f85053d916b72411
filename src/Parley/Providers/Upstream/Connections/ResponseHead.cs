using System.Buffers.Text;
using System.Text;

namespace Parley.Providers.Upstream.Connections;

/// <summary>Status and headers of an answer, in the bytes that they came in.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">Where the headers begin.</param>
/// <param name="End">Where they end, and the body begins.</param>
internal readonly record struct ResponseHead(int Status, int Headers, int End)
{
    /// <summary>The largest head that is read.</summary>
    public const int Limit = 64 << 10;

    /// <summary>The length of the body; null when it is not said.</summary>
    public long? Length { get; init; }

    /// <summary>Whether the body comes in chunks.</summary>
    public bool IsChunked { get; init; }

    /// <summary>Whether the other side leaves the connection open.</summary>
    public bool KeepsAlive => !Closes && (!IsOld || SaysKeepAlive);

    /// <summary>For how long it leaves it open without a request; null when it does not say.</summary>
    public TimeSpan? IdleTime { get; init; }

    /// <summary>Whether it speaks HTTP/1.0.</summary>
    private bool IsOld { get; init; }

    private bool Closes { get; init; }

    private bool SaysKeepAlive { get; init; }

    /// <summary>Whether it only announces another.</summary>
    public bool IsInterim => Status is >= 100 and < 200;

    /// <summary>Whether there is a body at all.</summary>
    public bool HasBody => Status is not (204 or 304);

    /// <summary>Reads a head; false when its end has not come yet.</summary>
    /// <param name="bytes">What has come.</param>
    /// <param name="seen">Up to where there was no end before.</param>
    /// <param name="head">The head.</param>
    /// <exception cref="HttpRequestException">It is no head of an answer.</exception>
    public static bool TryRead(ReadOnlySpan<byte> bytes, int seen, out ResponseHead head)
    {
        head = default;
        if (!HasEnd(bytes[Math.Max(0, seen - 3)..]))
            return false;
        var at = 0;
        var status = StatusLine(Line(bytes, ref at), out var isOld);
        head = new ResponseHead(status, at, 0) { IsOld = isOld };
        while (true)
        {
            var line = Line(bytes, ref at);
            if (line.IsEmpty)
                break;
            if (at < bytes.Length && bytes[at] is (byte)' ' or (byte)'\t')
                throw Invalid("A header is folded.");
            head = head.With(line);
        }
        head = head with { End = at };
        return true;
    }

    /// <summary>Splits a header into its name and its value.</summary>
    public static ReadOnlySpan<byte> Split(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        var colon = line.IndexOf((byte)':');
        value = colon < 0 ? [] : line[(colon + 1)..].Trim(" \t"u8);
        return colon < 0 ? line : line[..colon].TrimEnd(" \t"u8);
    }

    /// <summary>Whether a header has a name; its value, if so.</summary>
    public static bool IsNamed(ReadOnlySpan<byte> line, string name, out ReadOnlySpan<byte> value)
    {
        value = default;
        return line.Length >= name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name) && Split(line, out value).Length == name.Length;
    }

    /// <summary>The next line without its end.</summary>
    public static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> bytes, scoped ref int at)
    {
        var length = bytes[at..].IndexOf((byte)'\n');
        var line = bytes.Slice(at, length);
        at += length + 1;
        return line is [.., (byte)'\r'] ? line[..^1] : line;
    }

    private static bool HasEnd(ReadOnlySpan<byte> bytes) => bytes.IndexOf("\n\r\n"u8) >= 0 || bytes.IndexOf("\n\n"u8) >= 0;

    private static int StatusLine(ReadOnlySpan<byte> line, out bool isOld)
    {
        isOld = line.StartsWith("HTTP/1.0 "u8);
        if (!isOld && !line.StartsWith("HTTP/1.1 "u8)
            || !Utf8Parser.TryParse(line["HTTP/1.1 "u8.Length..], out int status, out var digits) || digits != 3)
        {
            throw Invalid("The status line of the answer is not one of HTTP/1.1.");
        }
        return status != 101 ? status : throw Invalid("The answer changes the protocol.");
    }

    private ResponseHead With(ReadOnlySpan<byte> line)
    {
        var name = Split(line, out var value);
        switch (name.Length)
        {
            case 10 when Ascii.EqualsIgnoreCase(name, "connection"u8):
                return this with { Closes = Closes || Names(value, "close"u8), SaysKeepAlive = SaysKeepAlive || Names(value, "keep-alive"u8) };
            case 10 when Ascii.EqualsIgnoreCase(name, "keep-alive"u8) && value.IndexOf("timeout="u8) is >= 0 and var at && Utf8Parser.TryParse(value[(at + "timeout=".Length)..], out int seconds, out _) && seconds >= 0:
                return this with { IdleTime = TimeSpan.FromSeconds(seconds) };
            case 14 when Ascii.EqualsIgnoreCase(name, "content-length"u8):
                if (!Utf8Parser.TryParse(value, out long length, out var digits) || digits != value.Length || length < 0 || Length is { } other && other != length)
                    throw Invalid("The length of the answer is not a number.");
                return this with { Length = length };
            case 17 when Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8):
                return Ascii.EqualsIgnoreCase(value, "chunked"u8) ? this with { IsChunked = true }
                    : Ascii.EqualsIgnoreCase(value, "identity"u8) ? this : throw Invalid("The answer comes in an encoding that was not asked for.");
            case 0:
                throw Invalid("A header has no name.");
            default:
                return this;
        }
    }

    /// <summary>Whether a list names something.</summary>
    private static bool Names(ReadOnlySpan<byte> list, ReadOnlySpan<byte> name)
    {
        foreach (var range in list.Split((byte)','))
        {
            if (Ascii.EqualsIgnoreCase(list[range].Trim(" \t"u8), name))
                return true;
        }
        return false;
    }

    private static HttpRequestException Invalid(string message) => new(HttpRequestError.InvalidResponse, message);
}
