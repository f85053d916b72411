using System.Collections.Concurrent;
using Parley.Configuration;
using Parley.Providers.Upstream.Connections;

namespace Parley.Providers.Upstream;

/// <summary>Calls backends over connections of its own; where a proxy stands between, by way of <see cref="HttpClient"/>'s handlers. Thread-safe.</summary>
/// <remarks>No retry, no redirect, no cookies, no decompression: dispatch alone retries, and bytes are passed on as they come. Only what went over a kept connection that had been closed meanwhile goes once more, over a fresh one.</remarks>
internal sealed class UpstreamClient : IDisposable
{
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<Origin, ConnectionPool> _pools = new();
    private readonly UpstreamHandlers _handlers;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;

    /// <summary>Starts it.</summary>
    /// <param name="handlers">What calls through a proxy go by.</param>
    /// <param name="time">The clock by which connections grow old.</param>
    public UpstreamClient(UpstreamHandlers handlers, TimeProvider time)
    {
        (_handlers, _time) = (handlers, time);
        _sweep = time.CreateTimer(static client => ((UpstreamClient)client!).Sweep(), this, BetweenSweeps, BetweenSweeps);
    }

    /// <summary>How many connections wait for a request.</summary>
    public int Idle => _pools.Values.Sum(static pool => pool.Idle);

    /// <summary>Sends a call and brings the head of its answer. The caller owns it.</summary>
    /// <exception cref="HttpRequestException">The backend cannot be reached, or breaks off.</exception>
    public ValueTask<UpstreamResponse> SendAsync(Backend backend, UpstreamMessage message, CancellationToken cancellationToken)
    {
        var origin = Origin.Of(message.Address, message.Find("Host"));
        if (!_pools.TryGetValue(origin, out var pool))
        {
            if (IsProxied(message.Address))
                return ClientCall.SendAsync(_handlers.For(new ConnectionSettings(backend.Timeouts.Connect, UseProxy: true)), message, cancellationToken);
            pool = _pools.GetOrAdd(origin, static (key, time) => new ConnectionPool(key, time), _time);
        }
        return pool.TryTake() is { } connection
            ? connection.AskAsync(message, backend.Timeouts.Connect, cancellationToken)
            : pool.AskAfreshAsync(message, backend.Timeouts.Connect, cancellationToken);
    }

    public void Dispose()
    {
        _sweep.Dispose();
        foreach (var pool in _pools.Values)
            pool.Dispose();
    }

    private static bool IsProxied(Uri address) => !address.IsLoopback && !HttpClient.DefaultProxy.IsBypassed(address) && HttpClient.DefaultProxy.GetProxy(address) is { } proxy && proxy != address;

    private void Sweep()
    {
        foreach (var pool in _pools.Values)
            pool.Sweep();
    }
}
