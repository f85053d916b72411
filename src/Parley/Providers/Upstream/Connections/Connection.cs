using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream.Connections;

/// <summary>
/// One connection, for one request at a time (HTTP/1.1, RFC 9112). It is read from before a request is sent: so a connection that the other side has closed meanwhile is seen,
/// and the read that finds nothing yet is the one that the answer completes.
/// </summary>
/// <param name="pool">Where it goes when its answer was read whole.</param>
/// <param name="stream">The bytes.</param>
/// <param name="socket">What carries them.</param>
/// <param name="opened">When it was opened, as a time stamp.</param>
internal sealed class Connection(ConnectionPool pool, Stream stream, Socket socket, long opened) : IDisposable
{
    private const int RoomForHead = 4096;

    private byte[] _buffer = [];
    private int _filled;
    private ValueTask<int> _arrival;
    private bool _isBroken;
    private bool _isReused;
    private bool _hasHeard;

    /// <summary>When it was opened, as a time stamp.</summary>
    public long Opened { get; } = opened;

    /// <summary>When its last answer ended, as a time stamp.</summary>
    public long LastUsed { get; set; } = opened;

    /// <summary>For how long the other side leaves it open without a request; null when it does not say.</summary>
    public TimeSpan? IdleTime { get; private set; }

    /// <summary>Whether the other side has closed it while it waits for a request, of which nothing else is read.</summary>
    public bool IsClosed => socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);

    /// <summary>Begins to wait for an answer; false when something is there already: as nothing was asked, it is the end, or no answer.</summary>
    [SuppressMessage("Reliability", "CA2012", Justification = "It is awaited once, by the request that follows.")]
    public bool TryListen()
    {
        try
        {
            (_buffer, _filled, _hasHeard) = (ArrayPool<byte>.Shared.Rent(RoomForHead), 0, false);
            _arrival = stream.ReadAsync(_buffer, CancellationToken.None);
            return !_arrival.IsCompleted;
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Sends a request and waits for the head of its answer. Whatever goes wrong closes the connection; one that was kept open and had been closed meanwhile is made good over a fresh one.</summary>
    /// <param name="message">The request.</param>
    /// <param name="patience">How long a fresh connection may take to open.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="HttpRequestException">The connection broke, or the answer is no HTTP.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<UpstreamResponse> AskAsync(UpstreamMessage message, TimeSpan patience, CancellationToken cancellationToken)
    {
        var asked = pool.Now;
        var abort = cancellationToken.UnsafeRegister(static connection => ((Connection)connection!).Dispose(), this);
        try
        {
            var sending = SendAsync(message);
            if (!sending.IsCompletedSuccessfully)
                await UntilSentOrAnsweredAsync(sending.AsTask()).ConfigureAwait(false);
            var count = await _arrival.ConfigureAwait(false);
            if (!TryTake(count, 0, out var head))
                head = await ReceiveHeadAsync().ConfigureAwait(false);
            (IdleTime, _isReused) = (head.IdleTime ?? IdleTime, true);
            return new ConnectionResponse(this, head, _buffer, _filled, abort, cancellationToken);
        }
        catch (Exception failed)
        {
            await abort.DisposeAsync().ConfigureAwait(false);
            Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            var isClosed = failed is IOException or HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded };
            // A server closes what has waited, and has closed it under this request, which says nothing of how it is. One that was silent for longer may have worked on it.
            if (_isReused && !_hasHeard && isClosed && pool.IsJustNow(asked))
            {
                pool.Distrust();
                var fresh = await pool.OpenAsync(patience, cancellationToken).ConfigureAwait(false);
                message.IsRepeated = true;
                return await fresh.AskAsync(message, patience, cancellationToken).ConfigureAwait(false);
            }
            if (failed is IOException or ObjectDisposedException)
                throw new HttpRequestException("The connection broke before an answer came.", failed as IOException ?? new IOException(failed.Message, failed));
            throw;
        }
    }

    /// <summary>Reads on, in the body.</summary>
    public ValueTask<int> ReadAsync(Memory<byte> buffer) => stream.ReadAsync(buffer, CancellationToken.None);

    /// <summary>The answer was read whole.</summary>
    /// <param name="isReusable">Whether the other side keeps the connection open.</param>
    public void Release(bool isReusable)
    {
        if (isReusable && !_isBroken)
            pool.Return(this);
        else
            Dispose();
    }

    /// <summary>Closes it. Reads and writes that are under way end with an error.</summary>
    public void Dispose()
    {
        _isBroken = true;
        stream.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(UpstreamMessage message)
    {
        using var sending = message.Hold();
        using var head = new PooledBufferWriter(RoomForHead);
        RequestHead.Write(head, message, pool.Authority);
        // Head and body leave in one piece, or the network would bring them in two.
        var body = message.Body;
        var first = body.After(head.WrittenSpan);
        await stream.WriteAsync(first ?? head.WrittenMemory, CancellationToken.None).ConfigureAwait(false);
        for (var i = first is null ? 0 : 1; i < body.Count; i++)
        {
            if (!body[i].IsEmpty)
                await stream.WriteAsync(body[i], CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>A server may answer before it has read a large request, for instance that it is too large, and read no further.</summary>
    private async ValueTask UntilSentOrAnsweredAsync(Task sending)
    {
        var arrival = _arrival.AsTask();
        _arrival = new ValueTask<int>(arrival);
        await Task.WhenAny(sending, arrival).ConfigureAwait(false);
        if (sending.IsCompletedSuccessfully)
            return;
        // What is still being sent ends with the connection, and so does the read of an answer to what was not sent.
        _isBroken = true;
        Observe(sending);
        Observe(arrival);
        if (sending.IsFaulted && (sending.Exception.InnerException is not IOException || await arrival.ConfigureAwait(false) == 0))
            await sending.ConfigureAwait(false);
    }

    private static void Observe(Task task) =>
        _ = task.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    private async ValueTask<ResponseHead> ReceiveHeadAsync()
    {
        while (true)
        {
            if (_filled == _buffer.Length)
                Grow();
            var seen = _filled;
            if (TryTake(await stream.ReadAsync(_buffer.AsMemory(_filled), CancellationToken.None).ConfigureAwait(false), seen, out var head))
                return head;
        }
    }

    /// <summary>Takes what has come; false as long as the head is not whole.</summary>
    private bool TryTake(int count, int seen, out ResponseHead head)
    {
        if (count == 0)
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was closed before an answer came.");
        _filled += count;
        _hasHeard = true;
        while (ResponseHead.TryRead(_buffer.AsSpan(0, _filled), seen, out head))
        {
            if (!head.IsInterim)
                return true;
            _filled -= head.End;
            _buffer.AsSpan(head.End, _filled).CopyTo(_buffer);
            seen = 0;
        }
        return false;
    }

    private void Grow()
    {
        if (_filled >= ResponseHead.Limit)
            throw new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded, "The head of the answer is too large.");
        var larger = ArrayPool<byte>.Shared.Rent(2 * _filled);
        _buffer.AsSpan(0, _filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
