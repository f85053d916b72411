using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Pipeline;
using Parley.Providers.Upstream;
using Parley.Serving.Bodies;

namespace Parley.Serving.Replies;

/// <summary>
/// Writes a reply to the caller's connection, in the caller's dialect. Whole replies and the terminal frame of streams are held until <see cref="EndAsync"/>,
/// which the endpoint calls when the steps have returned.
/// </summary>
internal sealed class HttpReplySink : ReplySink, IWireSink, IDisposable
{
    /// <summary>More than this is sent at once, whatever else has arrived.</summary>
    private const int MostUnseen = 16 << 10;

    private readonly ServedCall _call;
    private readonly Operation _operation;
    private readonly StreamOptions _asked;
    private readonly string _exchangeId;
    private readonly KeepAlive? _keepAlive;
    private readonly StreamGate _gate = new();
    private readonly ConversionLog _replyLog = new();
    private readonly PooledBufferWriter _unseen = new();
    private IChatEncoder? _encoder;
    private PooledBufferWriter? _held;
    private string? _heldType;
    private ReplyHead? _head;
    private bool _copied;
    private bool _streams;

    /// <summary>Opens the sink of one exchange. Its id is shown in headers and errors; a watch for silence is null for whole replies.</summary>
    public HttpReplySink(ServedCall call, Operation operation, StreamOptions asked, string exchangeId, KeepAlive? keepAlive)
    {
        (_call, _operation, _asked, _exchangeId, _keepAlive) = (call, operation, asked, exchangeId, keepAlive);
        keepAlive?.Start(this);
    }

    /// <summary>Where bytes that are held for this exchange are counted.</summary>
    public RequestBody? Account { get; init; }

    /// <summary>Takes a copy of what the caller gets, up to a length; null where nobody wants one.</summary>
    public BodyCopy? Copy { get; init; }

    /// <summary>Why the reply comes from where it comes.</summary>
    public RoutingExplanation Explanation { get; set; }

    /// <summary>True once bytes have gone to the caller.</summary>
    public bool HasStarted => _call.HasStarted;

    private IChatEncoder Encoder => _encoder ??= ((IChatCodec)_operation.Codec).OpenEncoder(_asked, _replyLog);

    public override void Begin(ReplyHead head) => _head = head;

    public override bool TryHold(long bytes) => Account is null || Account.TryHold(bytes);

    public override ValueTask WriteReplyAsync(ModelReply reply, CancellationToken cancellationToken)
    {
        var body = new PooledBufferWriter(2048);
        var written = new WireReplyWriter(body);
        _operation.Codec.WriteReply(reply, _asked, _replyLog, written);
        foreach (var (name, value) in written.Headers)
            _call.SetHeader(name, value);
        TakeReply(written.ContentType, body);
        return ValueTask.CompletedTask;
    }

    public void TakeReply(string contentType, PooledBufferWriter body) => (_heldType, _held) = (contentType, body);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask WriteEventsAsync(List<ChatEvent> events, CancellationToken cancellationToken)
    {
        await _gate.EnterAsync().ConfigureAwait(false);
        try
        {
            var encoder = Encoder;
            BeginStream(encoder.ContentType);
            WholeEvents.Encode(encoder, events, _unseen);
            if (_unseen.WrittenCount >= MostUnseen)
                await SendUnseenAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Leave();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteFramesAsync(string contentType, ReadOnlyMemory<byte> frames, CancellationToken cancellationToken)
    {
        await _gate.EnterAsync().ConfigureAwait(false);
        try
        {
            BeginStream(contentType);
            _unseen.Write((_copied ? frames : Encoder.Follow(frames)).Span);
            _copied = true;
            Encoder.Passed(frames.Span);
            if (_unseen.WrittenCount >= MostUnseen)
                await SendUnseenAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Leave();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_unseen.WrittenCount == 0)
            return;
        await _gate.EnterAsync().ConfigureAwait(false);
        try
        {
            await SendUnseenAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Leave();
        }
    }

    public void HoldEnd(ReadOnlyMemory<byte> frame) => (_held ??= new PooledBufferWriter(64)).Write(frame.Span);

    public override bool TryGetWire(Operation operation, [NotNullWhen(true)] out IWireSink? wire) => (wire = ReferenceEquals(operation, _operation) ? this : null) is not null;

    /// <summary>Writes a sign of life, unless something else is being written right now.</summary>
    public async ValueTask SignLifeAsync()
    {
        if (!_gate.TryEnter())
            return;
        try
        {
            BeginStream(Encoder.ContentType);
            Encoder.WriteKeepAlive(_unseen);
            await SendUnseenAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _gate.Leave();
        }
    }

    public void Gone() => _call.Abort();

    /// <summary>Releases what was held: the whole reply, the terminal frame, or the fault.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask EndAsync(Settlement settlement, bool stream)
    {
        _keepAlive?.Stop();
        await _gate.EnterAsync().ConfigureAwait(false);
        if (settlement.Fault is { } fault)
            await EndWithFaultAsync(fault with { RequestId = _exchangeId }).ConfigureAwait(false);
        else if (stream)
            await EndStreamAsync().ConfigureAwait(false);
        else
            await EndReplyAsync(settlement).ConfigureAwait(false);
    }

    /// <summary>Ends a stream whose end could not be written.</summary>
    public ValueTask BreakOffAsync(Fault fault) => EndWithFaultAsync(fault with { RequestId = _exchangeId });

    public void Dispose()
    {
        _keepAlive?.Stop();
        _unseen.Dispose();
        _held?.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask EndReplyAsync(Settlement settlement)
    {
        if (_held is null)
            return;
        await KeepAsync().ConfigureAwait(false);
        ReplyHeaders.Write(_call, _head, _replyLog, _exchangeId, Explanation);
        Explanation.WriteEnergy(_call, settlement);
        _call.ContentType = _heldType;
        _call.ContentLength = _held.WrittenCount;
        Copy?.Add(_held.WrittenSpan);
        await _call.WriteAsync(_held.WrittenMemory, _call.Gone).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask EndStreamAsync()
    {
        BeginStream(Encoder.ContentType);
        if (!_copied)
            Encoder.WriteEnd(_held ??= new PooledBufferWriter(64));
        await KeepAsync().ConfigureAwait(false);
        if (_held is not null)
            _unseen.Write(_held.WrittenSpan);
        await SendUnseenAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Whoever has the last byte may refer to the reply: it is kept before.</summary>
    private async ValueTask KeepAsync()
    {
        if (Keeper is null || _held is null || await Keeper.KeepAsync(_held.WrittenMemory, CancellationToken.None).ConfigureAwait(false) is not { } other)
            return;
        // What is sent in its place may be made of what was held: that goes last.
        using var before = _held;
        _held = new PooledBufferWriter(other.Length);
        _held.Write(other.Span);
    }

    private async ValueTask EndWithFaultAsync(Fault fault)
    {
        if (fault.Kind == FaultKind.Cancelled)
            return;
        if (HasStarted || _streams)
        {
            Encoder.WriteFault(fault, _unseen);
            await SendUnseenAsync(CancellationToken.None).ConfigureAwait(false);
            return;
        }
        using var body = new PooledBufferWriter(512);
        FaultResponse.Write(_call, _operation.Codec, fault, body);
        Explanation.WriteFailed(_call);
        Copy?.Add(body.WrittenSpan);
        await _call.WriteAsync(body.WrittenMemory, _call.Gone).ConfigureAwait(false);
    }

    /// <summary>Writes the head, once: from here on the status is settled, though not yet the target when a sign of life was first.</summary>
    private void BeginStream(string contentType)
    {
        if (_streams)
            return;
        _streams = true;
        ReplyHeaders.Write(_call, _head, _replyLog, _exchangeId, Explanation);
        _call.ContentType = contentType;
        _call.SetHeader("cache-control", "no-cache");
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendUnseenAsync(CancellationToken cancellationToken)
    {
        _keepAlive?.Wrote();
        if (_unseen.WrittenCount == 0)
            return;
        Copy?.Add(_unseen.WrittenSpan);
        await _call.WriteAsync(_unseen.WrittenMemory, cancellationToken).ConfigureAwait(false);
        // Not only emptied: a stream that waits holds no buffer.
        _unseen.Dispose();
    }
}
