namespace Parley.Providers.Upstream.Connections;

/// <summary>The connections to one place that nobody uses right now, the last used on top. Thread-safe.</summary>
internal sealed class ConnectionPool(Origin origin, TimeProvider time) : IDisposable
{
    /// <summary>How long a connection may wait for its next request: servers close theirs, and some walls between forget them in silence.</summary>
    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(2);

    /// <summary>How long a request may be on its way to a server that is about to close.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    /// <summary>How long a connection is used: whoever moves a name to another address wants to see its callers follow.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly List<Connection> _idle = [];
    private bool _disposed;

    /// <summary>The header <c>Host</c>.</summary>
    public string Authority { get; } = origin.Authority;

    /// <summary>The time, as a time stamp.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>Whether no more time has passed than a request may be on its way.</summary>
    public bool IsJustNow(long since) => time.GetElapsedTime(since) < Margin;

    /// <summary>How many wait.</summary>
    public int Idle
    {
        get
        {
            lock (_lock)
                return _idle.Count;
        }
    }

    /// <summary>A connection that waits to be read, so that its end would be seen; null when there is none.</summary>
    public Connection? TryTake()
    {
        while (Pop() is { } connection)
        {
            if (!IsTooOld(connection, time.GetTimestamp()) && connection.TryListen())
                return connection;
            connection.Dispose();
        }
        return null;
    }

    /// <summary>Opens another one.</summary>
    public async ValueTask<Connection> OpenAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var connection = await DialAsync(patience, cancellationToken).ConfigureAwait(false);
        if (connection.TryListen())
            return connection;
        connection.Dispose();
        throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was closed before a request was sent.");
    }

    /// <summary>Sends a request over another one.</summary>
    public async ValueTask<UpstreamResponse> AskAfreshAsync(UpstreamMessage message, TimeSpan patience, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(patience, cancellationToken).ConfigureAwait(false);
        return await connection.AskAsync(message, patience, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes back one whose answer was read whole.</summary>
    public void Return(Connection connection)
    {
        connection.LastUsed = time.GetTimestamp();
        lock (_lock)
        {
            if (!_disposed)
            {
                _idle.Add(connection);
                return;
            }
        }
        connection.Dispose();
    }

    /// <summary>Closes all that wait: one of them was closed by the other side, and the others may be about to.</summary>
    public void Distrust()
    {
        lock (_lock)
        {
            _idle.ForEach(static connection => connection.Dispose());
            _idle.Clear();
        }
    }

    /// <summary>Closes those that have waited too long, and those that the other side has closed.</summary>
    public void Sweep()
    {
        List<Connection>? old = null;
        var now = time.GetTimestamp();
        lock (_lock)
        {
            foreach (var connection in _idle)
            {
                if (IsTooOld(connection, now) || connection.IsClosed)
                    (old ??= []).Add(connection);
            }
            if (old is not null)
                _idle.RemoveAll(old.Contains);
        }
        old?.ForEach(static connection => connection.Dispose());
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _idle.ForEach(static connection => connection.Dispose());
            _idle.Clear();
        }
    }

    private async ValueTask<Connection> DialAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var (stream, socket) = await Dialer.ConnectAsync(origin, patience, cancellationToken).ConfigureAwait(false);
        return new Connection(this, stream, socket, time.GetTimestamp());
    }

    private Connection? Pop()
    {
        lock (_lock)
        {
            if (_idle.Count == 0)
                return null;
            var last = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            return last;
        }
    }

    /// <summary>Whoever says how long it waits is not asked in the last second of that.</summary>
    private static TimeSpan IdleTimeOf(Connection connection) => connection.IdleTime is { } said && said - Margin < IdleTime ? said - Margin : IdleTime;

    private bool IsTooOld(Connection connection, long now) => time.GetElapsedTime(connection.LastUsed, now) > IdleTimeOf(connection) || time.GetElapsedTime(connection.Opened, now) > Lifetime;
}
