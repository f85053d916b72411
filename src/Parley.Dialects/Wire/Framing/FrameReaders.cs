namespace Parley.Dialects.Wire;

/// <summary>Makes the reader of a framing.</summary>
public static class FrameReaders
{
    /// <summary>The longest event that is read by default: an image in one event is a few megabytes.</summary>
    public const int DefaultMaxEventBytes = 8 * 1024 * 1024;

    /// <summary>A reader for one stream.</summary>
    /// <param name="framing">How the stream is cut.</param>
    /// <param name="maxEventBytes">The longest event, its terminator included; a longer one is a <see cref="WireFormatException"/>.</param>
    public static FrameReader Create(StreamFraming framing, int maxEventBytes = DefaultMaxEventBytes) => framing switch
    {
        StreamFraming.ServerSentEvents => new SseFrameReader(maxEventBytes),
        StreamFraming.NewlineDelimitedJson => new NdjsonFrameReader(maxEventBytes),
        StreamFraming.JsonArray => new JsonArrayFrameReader(maxEventBytes),
        StreamFraming.AmazonChunks => new ChunkFrameReader(maxEventBytes),
        StreamFraming.AmazonEventStream => new EventStreamFrameReader(maxEventBytes),
        _ => throw new ArgumentOutOfRangeException(nameof(framing), framing, null),
    };
}
