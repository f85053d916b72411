using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Providers.Upstream;

namespace Parley.AspNetCore.Http;

/// <summary>A caller's body: whole, inflated, in one buffer that is counted against the budget until it is disposed.</summary>
internal sealed class RequestBody : IDisposable
{
    private readonly PooledBufferWriter _buffer;
    private readonly BufferBudget _budget;
    private readonly long _cap;
    private long _counted;

    private RequestBody(BufferBudget budget, long cap, int expected)
    {
        _budget = budget;
        _cap = cap;
        _buffer = new PooledBufferWriter(expected);
    }

    public ReadOnlyMemory<byte> Bytes => _buffer.WrittenMemory;

    /// <summary>Who reads the bytes right now.</summary>
    public BodyUse Use { get; } = new();

    /// <summary>Reads the body. A fault when it is too large, badly compressed, not UTF-8, or when the process holds too much already.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limits">The largest body, inflated, and the cap of all bodies.</param>
    /// <param name="budget">Counts what is held.</param>
    /// <param name="cancellationToken">Cancelled when the caller goes away.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<(RequestBody? Body, Fault? Fault)> ReadAsync(HttpRequest request, BodyLimits limits, BufferBudget budget, CancellationToken cancellationToken)
    {
        var length = request.ContentLength ?? 0;
        if (length > limits.Largest)
            return (null, TooLarge(limits.Largest));
        var body = new RequestBody(budget, limits.All, (int)Math.Max(length, 256));
        try
        {
            var encoding = request.Headers.ContentEncoding.ToString();
            var fault = encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)
                ? await body.CopyAsync(request.BodyReader, limits, cancellationToken).ConfigureAwait(false)
                : await body.InflateAsync(request.Body, encoding, limits, cancellationToken).ConfigureAwait(false);
            if (fault is null && !Utf8.IsValid(body.Bytes.Span))
                fault = NotText(body.Bytes.Span);
            if (fault is null)
                return (body, null);
            body.Dispose();
            return (null, fault);
        }
        catch (Exception)
        {
            body.Dispose();
            throw;
        }
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
    private async ValueTask<Fault?> CopyAsync(PipeReader reader, BodyLimits limits, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            foreach (var segment in read.Buffer)
                _buffer.Write(segment.Span);
            var grown = read.Buffer.Length;
            reader.AdvanceTo(read.Buffer.End);
            if (Count(grown, limits) is { } fault)
                return fault;
            if (read.IsCompleted)
                return null;
        }
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
                if (Count(count, limits) is { } fault)
                    return fault;
            }
            return null;
        }
        catch (InvalidDataException)
        {
            return new Fault(FaultKind.InvalidRequest, $"The body is not valid {encoding}.");
        }
    }

    private Fault? Count(long grown, BodyLimits limits)
    {
        if (_buffer.WrittenCount > limits.Largest)
            return TooLarge(limits.Largest);
        return TryHold(grown) ? null : NetworkFaults.Busy();
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
