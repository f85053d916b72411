using System.Buffers;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>
/// Observes copied chunks. Inside JSON strings every quote is escaped, so a quoted member name found in the bytes is a real token; only then is the chunk looked into.
/// The usage of each chunk is kept as bytes and read when somebody asks.
/// </summary>
internal sealed class Tap : IStreamTap
{
    private readonly ArrayBufferWriter<byte> _usage = new(512);
    private SearchQueries _searches;
    private bool _isCommitted;

    /// <inheritdoc/>
    public bool IsComplete { get; private set; }

    /// <summary>There is no terminal frame: the last chunk says why the answer ended.</summary>
    public ReadOnlyMemory<byte> MissingEnd => default;

    /// <inheritdoc/>
    public Fault? Fault { get; private set; }

    /// <inheritdoc/>
    public Usage Usage => _usage.WrittenCount == 0 ? Usage.Unknown : ChunkProbe.ReadUsage(_usage.WrittenMemory.ToArray(), _searches.Count);

    /// <inheritdoc/>
    public TapVerdict Observe(in WireFrame frame)
    {
        var data = frame.Data.Span;
        if (data.IsEmpty)
            return TapVerdict.Prelude;
        if (data.IndexOf("\"error\""u8) >= 0 && FaultReader.TryFind(frame.Data, out var error))
        {
            Fault = FaultReader.Read(error, 0);
            return TapVerdict.Fault;
        }
        if (data.IndexOf("\"usageMetadata\""u8) is >= 0 and var place)
            KeepUsage(data[place..]);
        _searches.Take(data);
        if (!IsComplete && (data.IndexOf("\"finishReason\""u8) >= 0 || data.IndexOf("\"blockReason\""u8) >= 0))
            IsComplete = ChunkProbe.Of(frame.Data).IsFinished;
        _isCommitted = _isCommitted || ChunkProbe.Of(frame.Data).HasContent;
        return _isCommitted ? TapVerdict.Semantic : TapVerdict.Prelude;
    }

    private void KeepUsage(ReadOnlySpan<byte> fromName)
    {
        var value = fromName["\"usageMetadata\""u8.Length..].TrimStart(": \t\r\n"u8);
        _usage.ResetWrittenCount();
        _usage.Write(value);
    }
}
