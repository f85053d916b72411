using System.Buffers;

namespace Parley.Dialects.Wire;

/// <summary>The headers of one request or reply. Names compare without case.</summary>
public interface IWireHeaders
{
    /// <summary>The header's value, several joined by a comma; null when absent.</summary>
    string? this[string name] { get; }
}

/// <summary>A request as it came over HTTP, or as it would have come.</summary>
/// <param name="Path">The path without query, decoded, beginning with a slash; Gemini carries the model here.</param>
/// <param name="Query">The query without the question mark; empty when there is none.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body: inflated, whole, UTF-8. Everything that is read from it is a slice of it.</param>
public readonly record struct WireRequest(string Path, string Query, IWireHeaders Headers, ReadOnlyMemory<byte> Body);

/// <summary>A whole reply (not a stream) as it came from an upstream.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body, whole.</param>
public readonly record struct WireReply(int Status, IWireHeaders Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>When it came, by the clock of whoever received it; null when nobody says.</summary>
    public DateTimeOffset? Received { get; init; }
}

/// <summary>Takes what a codec writes for an upstream: relative path, headers, body.</summary>
public sealed class WireRequestWriter(IBufferWriter<byte> body)
{
    /// <summary>
    /// The path below the backend's base address, without a leading slash, query included: <c>chat/completions</c>, <c>models/gemini-2.5-flash:streamGenerateContent?alt=sse</c>.
    /// </summary>
    public string Path { get; set; } = "";

    /// <summary>The dialect's own headers; credentials are not the codec's business.</summary>
    public List<KeyValuePair<string, string>> Headers { get; } = [];

    /// <summary>Takes the JSON body.</summary>
    public IBufferWriter<byte> Body { get; } = body;

    /// <summary>Takes a piece of the caller's body, without a copy where that is safe.</summary>
    public void Append(ReadOnlyMemory<byte> part)
    {
        if (Body is BodyParts parts)
            parts.Append(part);
        else
            Body.Write(part.Span);
    }
}

/// <summary>Takes what a codec writes for a caller: status, content type, headers, body.</summary>
public sealed class WireReplyWriter(IBufferWriter<byte> body)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; set; } = 200;

    /// <summary>The media type.</summary>
    public string ContentType { get; set; } = "application/json";

    /// <summary>Further headers, for instance <c>request-id</c> or <c>retry-after</c>.</summary>
    public List<KeyValuePair<string, string>> Headers { get; } = [];

    /// <summary>Takes the body.</summary>
    public IBufferWriter<byte> Body { get; } = body;
}

/// <summary>Headers in a plain list: for tests, embedders and constructed messages.</summary>
public sealed class WireHeaders(params IEnumerable<KeyValuePair<string, string>> headers) : IWireHeaders
{
    private readonly KeyValuePair<string, string>[] _headers = [.. headers];

    /// <summary>No headers.</summary>
    public static WireHeaders None { get; } = new();

    /// <inheritdoc/>
    public string? this[string name]
    {
        get
        {
            string? value = null;
            foreach (var header in _headers)
            {
                if (header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                    value = value is null ? header.Value : $"{value}, {header.Value}";
            }
            return value;
        }
    }
}

/// <summary>Bytes that a caller or an upstream sent and that cannot be read. Becomes a 400 for the caller, a malformed-answer fault for an upstream.</summary>
/// <param name="place">Where, as a JSON path or a position: <c>messages[2].content</c>, <c>line 3, byte 14</c>; empty when unknown.</param>
/// <param name="message">What is wrong, in one plain sentence; no content of the body.</param>
public sealed class WireFormatException(string place, string message, Exception? inner = null) : FormatException(message, inner)
{
    /// <summary>Where it is wrong.</summary>
    public string Place { get; } = place;
}
