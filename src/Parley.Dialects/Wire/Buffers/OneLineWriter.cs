using System.Buffers;

namespace Parley.Dialects.Wire;

/// <summary>
/// Turns line breaks into blanks on their way into a frame. In JSON they can stand only between tokens, where a blank says the same; SSE and NDJSON would cut the frame there.
/// What Parley writes itself has none, but raw slices of an indented body do. One for each stream; not thread-safe.
/// </summary>
public sealed class OneLineWriter : IBufferWriter<byte>
{
    private IBufferWriter<byte>? _output;
    private Memory<byte> _given;

    /// <summary>This writer, with <paramref name="output"/> behind it.</summary>
    public OneLineWriter Over(IBufferWriter<byte> output)
    {
        _output = output;
        return this;
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        var written = _given.Span[..count];
        written.Replace((byte)'\n', (byte)' ');
        written.Replace((byte)'\r', (byte)' ');
        _output!.Advance(count);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => _given = _output!.GetMemory(sizeHint);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
