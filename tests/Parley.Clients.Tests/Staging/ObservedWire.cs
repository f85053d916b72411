using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parley.Clients.Tests.Staging;

/// <summary>Stands between one client and the gateway, copies bytes and keeps what the gateway sent.</summary>
public sealed class ObservedWire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _gateway;
    private readonly Lock _gate = new();
    private readonly List<string> _reads = [];
    private readonly List<(Func<IReadOnlyList<string>, bool> Holds, TaskCompletionSource Signal)> _waiting = [];

    /// <summary>Starts listening on a free port.</summary>
    public ObservedWire(string gateway)
    {
        _gateway = new Uri(gateway);
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where the client is to call, with a slash at the end.</summary>
    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

    /// <summary>Everything that the gateway sent.</summary>
    public string Sent
    {
        get
        {
            lock (_gate)
                return string.Concat(_reads);
        }
    }

    /// <summary>Completes when the gateway has sent anything at all.</summary>
    public Task AnythingAsync() => WhenAsync(static reads => reads.Count > 0);

    /// <summary>Completes when the gateway has sent something more, twice, after it sent a text.</summary>
    public Task MoreThanAsync(string text) => WhenAsync(reads =>
    {
        var shown = reads.ToList().FindIndex(read => read.Contains(text, StringComparison.Ordinal));
        return shown >= 0 && reads.Count > shown + 2;
    });

    /// <summary>Takes note of something that the gateway sent.</summary>
    public void Keep(byte[] read)
    {
        lock (_gate)
        {
            _reads.Add(Encoding.UTF8.GetString(read));
            foreach (var (_, signal) in _waiting.Where(waiting => waiting.Holds(_reads)).ToList())
                signal.TrySetResult();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        _stop.Dispose();
    }

    private Task WhenAsync(Func<IReadOnlyList<string>, bool> holds)
    {
        var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (holds(_reads))
                signal.SetResult();
            else
                _waiting.Add((holds, signal));
        }
        return signal.Task;
    }

    private async Task AcceptAsync()
    {
        var stop = _stop.Token;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync(stop);
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await server.ConnectAsync(_gateway.Host, _gateway.Port, stop);
                client.NoDelay = true;
                _ = CopyAsync(client, server, isAnswer: false, stop);
                _ = CopyAsync(server, client, isAnswer: true, stop);
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    /// <summary>Copies until one side ends; then both are closed, as a client's leaving must reach the gateway.</summary>
    private async Task CopyAsync(Socket from, Socket to, bool isAnswer, CancellationToken stop)
    {
        var buffer = new byte[16 << 10];
        try
        {
            while (await from.ReceiveAsync(buffer, stop) is > 0 and var count)
            {
                if (isAnswer)
                    Keep(buffer[..count]);
                await to.SendAsync(buffer.AsMemory(0, count), stop);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            to.LingerState = new LingerOption(true, 0);
        }
        to.Dispose();
        from.Dispose();
    }
}
