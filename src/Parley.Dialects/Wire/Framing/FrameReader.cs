namespace Parley.Dialects.Wire;

/// <summary>One event of a stream.</summary>
/// <param name="Event">The SSE event name; empty where there is none. The non-standard field <c>error:</c> of llama.cpp arrives as event <c>error</c>.</param>
/// <param name="Data">The payload: the SSE data (several lines joined by a newline), an NDJSON line, or an element of a JSON array. Empty for what only the fast lane copies, see <see cref="IsEmpty"/>.</param>
/// <param name="Raw">All bytes of the event, its terminator included: what the fast lane copies. The raw bytes of all frames together are the stream, but for a byte order mark.</param>
public readonly record struct WireFrame(ReadOnlyMemory<byte> Event, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> Raw)
{
    /// <summary>
    /// True for a frame without a payload: SSE comments, a lone blank line, an event without data (which the standard does not dispatch), the closing bracket of an array. Decoders are not shown such frames.
    /// </summary>
    public bool IsEmpty => Data.IsEmpty;

    /// <summary>True when the framing itself says that this is an error, whose kind is then <see cref="Event"/>: <c>:message-type</c> <c>exception</c> or <c>error</c> of an Amazon event stream.</summary>
    public bool IsFault { get; init; }
}

/// <summary>
/// Cuts a byte stream into events, wherever the network cut it. Owns its buffer: fill <see cref="GetMemory"/>, <see cref="Advance"/>, then <see cref="TryRead"/> until it is false.
/// Frames are slices of the buffer and are valid until the next <see cref="GetMemory"/>.
/// </summary>
public abstract class FrameReader : IDisposable
{
    /// <summary>
    /// A place for the next bytes of the stream, at least <paramref name="sizeHint"/> long. With 0 it is empty, and the buffer goes back to the pool unless part of an event is in it:
    /// a stream that waits for its upstream in a read of zero bytes costs no buffer.
    /// </summary>
    public abstract Memory<byte> GetMemory(int sizeHint = 4096);

    /// <summary>Says that <paramref name="count"/> bytes were put into the last memory.</summary>
    public abstract void Advance(int count);

    /// <summary>The next whole event.</summary>
    /// <exception cref="WireFormatException">An event is longer than the limit, or the framing itself is broken.</exception>
    public abstract bool TryRead(out WireFrame frame);

    /// <summary>
    /// To be called at the end of the stream: a last event that its sender did not terminate (some servers omit the final blank line), if its payload is complete.
    /// </summary>
    public abstract bool TryReadLast(out WireFrame frame);

    /// <summary>After <see cref="TryReadLast"/> was false: true when the stream ended inside an event, so that something is missing whatever came before.</summary>
    public abstract bool IsCut { get; }

    /// <summary>Gives the buffer back.</summary>
    public abstract void Dispose();
}

/// <summary>How a dialect cuts its streams.</summary>
public enum StreamFraming
{
    /// <summary>Server-sent events.</summary>
    ServerSentEvents,

    /// <summary>One JSON object per line.</summary>
    NewlineDelimitedJson,

    /// <summary>One JSON array whose elements arrive over time (Gemini without <c>alt=sse</c>).</summary>
    JsonArray,

    /// <summary>Amazon's binary messages with checksums: <c>application/vnd.amazon.eventstream</c>.</summary>
    AmazonEventStream,

    /// <summary>Amazon's binary messages, each of which holds an event of another format in base64: <c>{"bytes":"..."}</c>. It can be read, and not be copied.</summary>
    AmazonChunks,
}
