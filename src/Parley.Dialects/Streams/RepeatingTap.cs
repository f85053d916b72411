using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Streams;

/// <summary>
/// Spares a tap the frames that differ from the one before in a text alone: what it said of that one it would say again.
/// </summary>
/// <param name="tap">Judges all other frames.</param>
public sealed class RepeatingTap(IStreamTap tap) : IStreamTap
{
    private readonly FrameShape _shape = new([]);

    /// <inheritdoc/>
    public bool IsComplete => tap.IsComplete;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> MissingEnd => tap.MissingEnd;

    /// <inheritdoc/>
    public Usage Usage => tap.Usage;

    /// <inheritdoc/>
    public Fault? Fault => tap.Fault;

    /// <inheritdoc/>
    public TapVerdict Observe(in WireFrame frame)
    {
        if (_shape.TryMatch(frame, out _))
            return TapVerdict.Semantic;
        var verdict = tap.Observe(frame);
        _shape.Forget();
        if (verdict == TapVerdict.Semantic && _shape.IsUseful && LongestText(frame.Data) is { IsEmpty: false } text)
            _shape.Learn(frame, text);
        return verdict;
    }

    /// <inheritdoc/>
    public Range UnaskedIn(ReadOnlySpan<byte> frame) => tap.UnaskedIn(frame);

    /// <summary>The value behind the last <c>"content":"</c>, <c>"text":"</c>, <c>"thinking":"</c> or <c>"partial_json":"</c>: where the pieces of a stream stand in every dialect.</summary>
    private static JsonText LongestText(ReadOnlyMemory<byte> data)
    {
        var start = EndOf(data.Span, "\"content\":\""u8);
        start = Math.Max(start, EndOf(data.Span, "\"text\":\""u8));
        start = Math.Max(start, EndOf(data.Span, "\"thinking\":\""u8));
        start = Math.Max(start, EndOf(data.Span, "\"partial_json\":\""u8));
        if (start < 0)
            return default;
        var inside = data.Span[start..];
        var end = 0;
        while (end < inside.Length && inside[end] != '"')
            end += inside[end] == '\\' ? 2 : 1;
        return end < inside.Length ? JsonText.FromToken(data.Slice(start - 1, end + 2)) : default;
    }

    private static int EndOf(ReadOnlySpan<byte> data, ReadOnlySpan<byte> name) => data.LastIndexOf(name) is >= 0 and var at ? at + name.Length : -1;
}
