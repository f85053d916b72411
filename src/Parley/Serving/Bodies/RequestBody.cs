using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Providers.Upstream;

namespace Parley.Serving.Bodies;

/// <summary>A caller's body: whole, inflated, in one buffer that is counted against the budget until it is disposed.</summary>
internal sealed class RequestBody : IDisposable
{
    /// <summary>So much is reserved for a body on its head alone; for a longer one its whole length, once so much of it is here.</summary>
    private const int FirstPiece = 64 << 10;

    private readonly PooledBufferWriter _buffer;
    private readonly BufferBudget _budget;
    private readonly long _cap;
    private readonly long _expected;
    private long _reserved;
    private long _counted;

    private RequestBody(BufferBudget budget, long cap, long expected)
    {
        _budget = budget;
        _cap = cap;
        _expected = expected;
        _buffer = new PooledBufferWriter((int)Math.Clamp(expected, 256, FirstPiece));
    }

    public ReadOnlyMemory<byte> Bytes => _buffer.WrittenMemory;

    /// <summary>Who reads the bytes right now.</summary>
    public BodyUse Use { get; } = new();

    /// <summary>Reads the body. A fault when it is too large, badly compressed, not UTF-8, or when the process holds too much already.</summary>
    /// <param name="call">The call.</param>
    /// <param name="limits">The largest body, inflated, and the cap of all bodies.</param>
    /// <param name="budget">Counts what is held.</param>
    public static ValueTask<(RequestBody? Body, Fault? Fault)> ReadAsync(ServedCall call, BodyLimits limits, BufferBudget budget)
    {
        var length = call.Length ?? 0;
        if (length > limits.Largest)
            return new((null, TooLarge(limits.Largest)));
        var body = new RequestBody(budget, limits.All, length);
        var encoding = call.Encoding;
        try
        {
            // Small bodies come with their head, and need not be waited for.
            if (encoding.Length == 0 && call.Body.TryRead(out var read) && body.Take(read, call.Body, limits, out var fault))
                return new(body.Checked(fault));
        }
        catch (Exception)
        {
            body.Dispose();
            throw;
        }
        return body.RestAsync(call, encoding, limits);
    }

    /// <summary>Counts further bytes that are held for this request, until it is over; false when the process holds too many. Thread-safe.</summary>
    public bool TryHold(long bytes)
    {
        if (!_budget.TryTake(bytes, _cap))
            return false;
        Interlocked.Add(ref _counted, bytes);
        return true;
    }

    public void Dispose()
    {
        _budget.Release(Interlocked.Exchange(ref _counted, 0));
        // A send that was cancelled may not have ended yet.
        if (Use.IsFree)
            _buffer.Dispose();
        else
            _buffer.Abandon();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(RequestBody? Body, Fault? Fault)> RestAsync(ServedCall call, string encoding, BodyLimits limits)
    {
        try
        {
            return Checked(encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)
                ? await CopyAsync(call.Body, limits, call.Gone).ConfigureAwait(false)
                : await InflateAsync(call.Body.AsStream(leaveOpen: true), encoding, limits, call.Gone).ConfigureAwait(false));
        }
        catch (Exception)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The body, if there is no fault and it is text; it is gone otherwise.</summary>
    private (RequestBody? Body, Fault? Fault) Checked(Fault? fault)
    {
        if (fault is null && !Utf8.IsValid(Bytes.Span))
            fault = NotText(Bytes.Span);
        if (fault is null)
            return (this, null);
        Dispose();
        return (null, fault);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Fault?> CopyAsync(PipeReader reader, BodyLimits limits, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Take(await reader.ReadAsync(cancellationToken).ConfigureAwait(false), reader, limits, out var fault))
                return fault;
        }
    }

    /// <summary>Takes what has arrived; true when that was the last of it, or too much.</summary>
    private bool Take(ReadResult read, PipeReader reader, BodyLimits limits, out Fault? fault)
    {
        fault = Reserve(_buffer.WrittenCount + read.Buffer.Length, limits);
        if (fault is null)
        {
            foreach (var segment in read.Buffer)
                _buffer.Write(segment.Span);
        }
        reader.AdvanceTo(read.Buffer.End);
        return fault is not null || read.IsCompleted;
    }

    private async ValueTask<Fault?> InflateAsync(Stream compressed, string encoding, BodyLimits limits, CancellationToken cancellationToken)
    {
        await using var inflated = encoding.ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => new GZipStream(compressed, CompressionMode.Decompress, leaveOpen: true),
            "br" => new BrotliStream(compressed, CompressionMode.Decompress, leaveOpen: true),
            "deflate" => (Stream)new ZLibStream(compressed, CompressionMode.Decompress, leaveOpen: true),
            _ => Stream.Null,
        };
        if (inflated == Stream.Null)
            return new Fault(FaultKind.InvalidRequest, $"The content encoding '{encoding}' is not supported; use gzip, br, deflate or none.") { Status = 415 };
        try
        {
            while (await inflated.ReadAsync(_buffer.GetMemory(4096), cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                _buffer.Advance(count);
                if (Reserve(_buffer.WrittenCount, limits) is { } fault)
                    return fault;
            }
            return null;
        }
        catch (Exception broken) when (broken is InvalidDataException || broken is InvalidOperationException && inflated is BrotliStream)
        {
            return new Fault(FaultKind.InvalidRequest, $"The body is not valid {encoding}.");
        }
    }

    /// <summary>Makes room for a body of <paramref name="length"/> bytes so far, and counts it; a fault when that is too much.</summary>
    private Fault? Reserve(long length, BodyLimits limits)
    {
        if (length > limits.Largest)
            return TooLarge(limits.Largest);
        if (length > FirstPiece)
            length = Math.Max(length, _expected);
        if (length <= _reserved)
            return null;
        if (!TryHold(length - _reserved))
            return NetworkFaults.Busy();
        _reserved = length;
        if (length > FirstPiece)
            _buffer.GetSpan((int)(length - _buffer.WrittenCount));
        return null;
    }

    private static Fault NotText(ReadOnlySpan<byte> body)
    {
        var rest = body;
        while (Rune.DecodeFromUtf8(rest, out _, out var length) == OperationStatus.Done)
            rest = rest[length..];
        var place = $"byte {body.Length - rest.Length + 1}";
        return new Fault(FaultKind.InvalidRequest, $"The body is not valid UTF-8 ({place}).") { Param = place };
    }

    private static Fault TooLarge(long limit) => new(FaultKind.TooLarge, $"The body is larger than {limit >> 20} MB, counted after decompression.") { Code = "request_too_large" };
}

/// <summary>How much may be read.</summary>
/// <param name="Largest">The largest single body, inflated, in bytes.</param>
/// <param name="All">The most that all bodies of the process may take.</param>
internal readonly record struct BodyLimits(long Largest, long All);
