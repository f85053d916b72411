using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace Parley.Providers.Upstream.Connections;

/// <summary>An answer as it comes from a <see cref="Connection"/>. The connection is free again as soon as the last byte was read, the headers stay until the disposal.</summary>
internal sealed class ConnectionResponse : UpstreamResponse
{
    private const int RoomForRest = 1024;
    private static readonly TimeSpan PatienceForEnd = TimeSpan.FromSeconds(2);
    private readonly ResponseHead _head;
    private readonly CancellationTokenRegistration _abort;
    private readonly CancellationToken _cancellationToken;
    private Connection? _connection;
    private byte[] _buffer;
    private int _start;
    private int _end;
    private ChunkedBody _chunks;
    private long _left;
    private string? _contentType;
    private bool _isPooled = true;
    private bool _isFinished;

    /// <summary>Takes over what a connection has read.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="head">What it says of the answer.</param>
    /// <param name="buffer">The head, and what has come of the body; from the shared pool.</param>
    /// <param name="filled">How much of the buffer has come.</param>
    /// <param name="abort">What closes the connection when the call is cancelled.</param>
    /// <param name="cancellationToken">What cancels the call.</param>
    public ConnectionResponse(Connection connection, ResponseHead head, byte[] buffer, int filled, CancellationTokenRegistration abort, CancellationToken cancellationToken)
    {
        (_connection, _head, _buffer, _start, _end) = (connection, head, buffer, head.End, filled);
        (_abort, _cancellationToken) = (abort, cancellationToken);
        _left = head is { HasBody: true, IsChunked: false } ? head.Length ?? long.MaxValue : 0;
        if (!head.HasBody || !head.IsChunked && _left == 0)
            Complete(head.KeepsAlive && _start == _end);
    }

    public override int Status => _head.Status;

    public override long? Length => _head.IsChunked ? null : _head.Length;

    private ReadOnlySpan<byte> Headers => _buffer.AsSpan(_head.Headers, _head.End - _head.Headers);

    // Each burst of a stream asks for it.
    public override string ContentType => _contentType ??= this["Content-Type"] ?? "";

    public override string? this[string name]
    {
        get
        {
            var count = Find(name, out var value);
            return count < 2 ? count == 0 ? null : Text(value) : string.Join(", ", All(name));
        }
    }

    public override IReadOnlyList<KeyValuePair<string, string>> Carried(DateTimeOffset? received)
    {
        List<KeyValuePair<string, string>>? carried = null;
        var headers = Headers;
        for (var at = 0; at < headers.Length;)
        {
            var line = ResponseHead.Line(headers, ref at);
            if (!IsCarried(line))
                continue;
            var name = ResponseHead.Split(line, out var value);
            var known = NameOf(name);
            var told = Told(known, IsWait(known) ? this[known]! : Text(value), this, received);
            if (told is not null && !(IsWait(known) && IsAmong(carried, known)))
                (carried ??= []).Add(new(known, told));
        }
        return carried ?? (IReadOnlyList<KeyValuePair<string, string>>)[];
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_connection is null || buffer.IsEmpty && _start < _end)
            return new(0);
        if (_start == _end)
            return ReadOnAsync(buffer);
        var count = Math.Min(_end - _start, buffer.Length);
        _buffer.AsSpan(_start, count).CopyTo(buffer.Span);
        _start += count;
        var content = Take(buffer.Span[..count]);
        return content > 0 || _connection is null ? new(content) : ReadAsync(buffer, cancellationToken);
    }

    public override void Finish() => _isFinished = true;

    public override void Dispose()
    {
        if (_isFinished && _connection is not null)
        {
            _isFinished = false;
            _ = SeeOffAsync();
            return;
        }
        Complete(isReusable: false);
        var buffer = _buffer;
        _buffer = [];
        if (_isPooled && buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadOnAsync(Memory<byte> buffer)
    {
        // Who reads nothing waits for long, and a thousand such streams are to hold no more than their headers.
        if (buffer.IsEmpty)
            Shrink();
        try
        {
            while (_connection is { } connection)
            {
                var count = await connection.ReadAsync(_head.IsChunked || buffer.Length <= _left ? buffer : buffer[..(int)_left]).ConfigureAwait(false);
                if (buffer.IsEmpty)
                    return 0;
                var content = count == 0 ? End() : Take(buffer.Span[..count]);
                if (content > 0)
                    return content;
            }
            return 0;
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException)
        {
            Complete(isReusable: false);
            _cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>Waits a moment for the end of the body, after which the connection can be used again.</summary>
    private async Task SeeOffAsync()
    {
        // The call is over, and what cancels it no longer concerns the connection.
        await _abort.DisposeAsync().ConfigureAwait(false);
        var rest = ArrayPool<byte>.Shared.Rent(RoomForRest);
        using var patience = new CancellationTokenSource(PatienceForEnd);
        using var giveUp = patience.Token.UnsafeRegister(static response => ((ConnectionResponse)response!).Complete(isReusable: false), this);
        try
        {
            while (await ReadAsync(rest, CancellationToken.None).ConfigureAwait(false) > 0)
                continue;
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException or OperationCanceledException)
        {
            Complete(isReusable: false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rest);
            Dispose();
        }
    }

    private void Shrink()
    {
        if (!_isPooled)
            return;
        var headers = _buffer.AsSpan(0, _head.End).ToArray();
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _isPooled, _start, _end) = (headers, false, 0, 0);
    }

    /// <summary>Takes bytes of the body as they came, and notes where it ends.</summary>
    private int Take(Span<byte> bytes)
    {
        var (content, excess) = (bytes.Length, 0);
        if (_head.IsChunked)
        {
            content = _chunks.Unframe(bytes, out excess);
        }
        else
        {
            content = (int)Math.Min(content, _left);
            excess = bytes.Length - content;
            _left -= _left == long.MaxValue ? 0 : content;
        }
        if (_head.IsChunked ? _chunks.IsDone : _left == 0)
            Complete(_head.KeepsAlive && excess == 0 && _start == _end);
        return content;
    }

    /// <summary>The other side has closed: where it did not say how long the body is, that is how it ends.</summary>
    private int End()
    {
        Complete(isReusable: false);
        return !_head.IsChunked && _left == long.MaxValue ? 0 : throw new HttpIOException(HttpRequestError.ResponseEnded, "The connection was closed in the middle of the answer.");
    }

    private void Complete(bool isReusable)
    {
        if (Interlocked.Exchange(ref _connection, null) is not { } connection)
            return;
        // Before the connection is anybody else's, whom this call's cancellation must not reach.
        _abort.Dispose();
        connection.Release(isReusable);
    }

    /// <summary>How often a header stands there, and its first value.</summary>
    private int Find(string name, out ReadOnlySpan<byte> first)
    {
        var count = 0;
        first = default;
        var headers = Headers;
        for (var at = 0; at < headers.Length;)
        {
            var line = ResponseHead.Line(headers, ref at);
            if (ResponseHead.IsNamed(line, name, out var value) && count++ == 0)
                first = value;
        }
        return count;
    }

    private List<string> All(string name)
    {
        var values = new List<string>();
        var headers = Headers;
        for (var at = 0; at < headers.Length;)
        {
            if (ResponseHead.IsNamed(ResponseHead.Line(headers, ref at), name, out var value))
                values.Add(Text(value));
        }
        return values;
    }

    private static bool IsAmong(List<KeyValuePair<string, string>>? headers, string name) =>
        headers?.Exists(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)) == true;

    private static string Text(ReadOnlySpan<byte> value) => Encoding.Latin1.GetString(value);
}
