using System.Buffers;

namespace Parley.Dialects.Wire;

/// <summary>
/// A body that is written once and sent as it is: small pieces in one pooled buffer, large pieces of another body left where they are. Has one owner, who disposes of it. Not thread-safe.
/// </summary>
/// <remarks>Whoever owns the other body must keep it until this one is disposed.</remarks>
/// <param name="capacity">How much room to begin with.</param>
public sealed class BodyParts(int capacity) : IBufferWriter<byte>, IDisposable
{
    private readonly PooledBufferWriter _own = new(Math.Min(capacity, PooledBufferWriter.LargestPooledArray));
    private List<(int Before, ReadOnlyMemory<byte> Part)>? _left;

    /// <summary>How many bytes the body has.</summary>
    public long Length { get; private set; }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        _own.Advance(count);
        Length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => _own.GetMemory(sizeHint);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => _own.GetSpan(sizeHint);

    /// <summary>Takes a piece of another body.</summary>
    public void Append(ReadOnlyMemory<byte> part)
    {
        if (part.Length <= PooledBufferWriter.LargestPooledArray)
        {
            this.Write(part.Span);
            return;
        }
        (_left ??= []).Add((_own.WrittenCount, part));
        Length += part.Length;
    }

    /// <summary>Sends the body; it can be sent again.</summary>
    public async ValueTask SendAsync(Stream stream, CancellationToken cancellationToken)
    {
        var sent = 0;
        for (var i = 0; i < (_left?.Count ?? 0); i++)
        {
            var (before, part) = _left![i];
            await stream.WriteAsync(_own.WrittenMemory[sent..before], cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(part, cancellationToken).ConfigureAwait(false);
            sent = before;
        }
        await stream.WriteAsync(_own.WrittenMemory[sent..], cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _left = null;
        Length = 0;
        _own.Dispose();
    }
}
