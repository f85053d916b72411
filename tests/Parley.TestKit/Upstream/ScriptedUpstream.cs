using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Parley.TestKit.Upstream;

/// <summary>
/// A provider on loopback that does what a test tells it, byte by byte: answers, stalls, drips, cuts and resets connections. Speaks HTTP/1.1 over plain sockets, so that nothing repairs the faults.
/// </summary>
public sealed class ScriptedUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Script> _scripts = new();
    private readonly ConcurrentQueue<ReceivedRequest> _received = new();
    private readonly Task _accepting;

    /// <summary>Starts listening on a free port.</summary>
    public ScriptedUpstream()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens, with a slash at the end.</summary>
    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

    /// <summary>What came in, in order.</summary>
    public IReadOnlyList<ReceivedRequest> Received => [.. _received];

    /// <summary>What to do with requests for which no script is queued; null cuts the connection.</summary>
    public Func<ReceivedRequest, Script>? Otherwise { get; set; }

    /// <summary>Queues what to do with the next request.</summary>
    public ScriptedUpstream Then(Script script)
    {
        _scripts.Enqueue(script);
        return this;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                _ = Task.Run(() => ServeAsync(socket));
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var connection = new ScriptedConnection(socket, _stop.Token);
        try
        {
            while (await connection.ReadRequestAsync() is { } request)
            {
                _received.Enqueue(request);
                var script = _scripts.TryDequeue(out var queued) ? queued : Otherwise?.Invoke(request) ?? Script.Reset();
                if (!await connection.PlayAsync(script, request))
                    return;
            }
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The gateway closed the connection, or the test is over: both are normal ends here.
            connection.Abandon();
        }
    }
}
