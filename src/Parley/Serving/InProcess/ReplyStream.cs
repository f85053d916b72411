using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;

namespace Parley.Serving.InProcess;

/// <summary>An answer as its caller reads it: what is there, as soon as it is there. Whoever stops reading, by its token or by disposing of it, ends the call.</summary>
internal sealed class ReplyStream(PipeReader answer, Departure departure) : Stream
{
    private bool _isDisposed;

    /// <summary>Whoever forgets a stream holds the backend back no longer than it is remembered.</summary>
    [SuppressMessage("Design", "MA0055", Justification = "A call that nobody reads would wait for its reader, with its place in all limits, as long as the process lives.")]
    ~ReplyStream() => Dispose(disposing: false);

    public override bool CanRead => !_isDisposed;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (buffer.IsEmpty)
            return 0;
        try
        {
            return Take(await answer.ReadAsync(cancellationToken).ConfigureAwait(false), buffer.Span);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            departure.Leave();
            throw;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    [SuppressMessage("Usage", "VSTHRD002", Justification = "The caller has chosen to wait with its thread.")]
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            departure.Leave();
            answer.Complete();
        }
        base.Dispose(disposing);
    }

    private int Take(ReadResult read, Span<byte> buffer)
    {
        var count = (int)Math.Min(read.Buffer.Length, buffer.Length);
        var taken = read.Buffer.Slice(0, count);
        taken.CopyTo(buffer);
        // From here on what was taken is no more.
        answer.AdvanceTo(taken.End);
        return count;
    }
}
