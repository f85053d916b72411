using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Pipeline;
using Parley.Providers.Upstream;

namespace Parley.AspNetCore.Http;

/// <summary>
/// Writes a reply to the caller's connection, in the caller's dialect. Whole replies and the terminal frame of streams are held until <see cref="EndAsync"/>,
/// which the endpoint calls when the steps have returned.
/// </summary>
internal sealed class HttpReplySink : ReplySink, IWireSink, IDisposable
{
    private readonly HttpResponse _response;
    private readonly Operation _operation;
    private readonly StreamOptions _asked;
    private readonly string _exchangeId;
    private readonly KeepAlive? _keepAlive;
    private readonly StreamGate _gate = new();
    private readonly ConversionLog _replyLog = new();
    private IChatEncoder? _encoder;
    private PooledBufferWriter? _burst;
    private PooledBufferWriter? _held;
    private string? _heldType;
    private ReplyHead? _head;
    private bool _copied;

    /// <summary>Opens the sink of one exchange.</summary>
    /// <param name="response">The caller's connection.</param>
    /// <param name="operation">What the caller speaks.</param>
    /// <param name="asked">What the caller wants of a stream.</param>
    /// <param name="exchangeId">Shown in headers and errors.</param>
    /// <param name="keepAlive">Watches for silence; null for whole replies.</param>
    public HttpReplySink(HttpResponse response, Operation operation, StreamOptions asked, string exchangeId, KeepAlive? keepAlive)
    {
        _response = response;
        _operation = operation;
        _asked = asked;
        _exchangeId = exchangeId;
        _keepAlive = keepAlive;
        keepAlive?.Start(this);
    }

    /// <summary>True once bytes have gone to the caller.</summary>
    public bool HasStarted => _response.HasStarted;

    private IChatEncoder Encoder => _encoder ??= _operation.Codec.OpenEncoder(_asked, _replyLog);

    public override void Begin(ReplyHead head) => _head = head;

    public override ValueTask WriteReplyAsync(ChatReply reply, CancellationToken cancellationToken)
    {
        var body = new PooledBufferWriter(2048);
        var written = new WireReplyWriter(body);
        _operation.Codec.WriteReply(reply, _asked, _replyLog, written);
        foreach (var (name, value) in written.Headers)
            _response.Headers[name] = value;
        TakeReply(written.ContentType, body);
        return ValueTask.CompletedTask;
    }

    public void TakeReply(string contentType, PooledBufferWriter body)
    {
        _heldType = contentType;
        _held = body;
    }

    public override async ValueTask WriteEventsAsync(List<ChatEvent> events, CancellationToken cancellationToken)
    {
        await _gate.EnterAsync().ConfigureAwait(false);
        try
        {
            var burst = _burst ??= new PooledBufferWriter(1024);
            var encoder = Encoder;
            foreach (var chatEvent in events)
                encoder.Encode(chatEvent, burst);
            await SendAsync(encoder.ContentType, burst.WrittenMemory, cancellationToken).ConfigureAwait(false);
            burst.Reset();
        }
        finally
        {
            _gate.Leave();
        }
    }

    public async ValueTask WriteFramesAsync(string contentType, ReadOnlyMemory<byte> frames, CancellationToken cancellationToken)
    {
        await _gate.EnterAsync().ConfigureAwait(false);
        try
        {
            _copied = true;
            await SendAsync(contentType, frames, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Leave();
        }
    }

    public void HoldEnd(ReadOnlyMemory<byte> frame)
    {
        _held ??= new PooledBufferWriter(64);
        _held.Write(frame.Span);
    }

    public override bool TryGetWire(Operation operation, [NotNullWhen(true)] out IWireSink? wire)
    {
        wire = ReferenceEquals(operation, _operation) ? this : null;
        return wire is not null;
    }

    /// <summary>Writes a sign of life, unless something else is being written right now.</summary>
    public async ValueTask SignLifeAsync()
    {
        if (!_gate.TryEnter())
            return;
        try
        {
            using var sign = new PooledBufferWriter(64);
            Encoder.WriteKeepAlive(sign);
            await SendAsync(Encoder.ContentType, sign.WrittenMemory, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>Says that the caller cannot be reached any more.</summary>
    public void Gone() => _response.HttpContext.Abort();

    /// <summary>Releases what was held: the whole reply, the terminal frame, or the fault.</summary>
    public async ValueTask EndAsync(Settlement settlement, bool stream)
    {
        _keepAlive?.Stop();
        await _gate.EnterAsync().ConfigureAwait(false);
        if (settlement.Fault is { } fault)
            await EndWithFaultAsync(fault with { RequestId = _exchangeId }).ConfigureAwait(false);
        else if (stream)
            await EndStreamAsync().ConfigureAwait(false);
        else
            await EndReplyAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        _keepAlive?.Stop();
        _burst?.Dispose();
        _held?.Dispose();
    }

    private async ValueTask EndReplyAsync()
    {
        if (_held is null)
            return;
        ReplyHeaders.Write(_response, _head, _replyLog, _exchangeId);
        _response.ContentType = _heldType;
        _response.ContentLength = _held.WrittenCount;
        await _response.BodyWriter.WriteAsync(_held.WrittenMemory, _response.HttpContext.RequestAborted).ConfigureAwait(false);
    }

    private async ValueTask EndStreamAsync()
    {
        using var last = new PooledBufferWriter(256);
        if (!_copied)
            Encoder.WriteEnd(last);
        else if (_held is not null)
            last.Write(_held.WrittenSpan);
        await SendAsync(Encoder.ContentType, last.WrittenMemory, CancellationToken.None).ConfigureAwait(false);
    }

    private async ValueTask EndWithFaultAsync(Fault fault)
    {
        if (fault.Kind == FaultKind.Cancelled)
            return;
        using var body = new PooledBufferWriter(512);
        if (HasStarted)
        {
            Encoder.WriteFault(fault, body);
            await SendAsync(Encoder.ContentType, body.WrittenMemory, CancellationToken.None).ConfigureAwait(false);
            return;
        }
        FaultResponse.Write(_response, _operation.Codec, fault, body);
        await _response.BodyWriter.WriteAsync(body.WrittenMemory, _response.HttpContext.RequestAborted).ConfigureAwait(false);
    }

    private async ValueTask SendAsync(string contentType, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (!_response.HasStarted)
        {
            ReplyHeaders.Write(_response, _head, _replyLog, _exchangeId);
            _response.ContentType = contentType;
            _response.Headers.CacheControl = "no-cache";
        }
        _keepAlive?.Wrote();
        if (bytes.Length > 0)
            await _response.BodyWriter.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
    }
}
