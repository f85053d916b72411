using Parley.Resilience;

namespace Parley.Serving.Replies;

/// <summary>Sends a sign of life when a stream has been silent for too long, so that proxies between here and the caller do not cut it.</summary>
internal sealed class KeepAlive(Watchdog watchdog, TimeSpan interval) : Watched
{
    private readonly long _interval = (long)(interval.TotalSeconds * watchdog.Time.TimestampFrequency);
    private HttpReplySink? _sink;
    private Task _sign = Task.CompletedTask;
    private long _last;

    public void Start(HttpReplySink sink)
    {
        _sink = sink;
        Wrote();
        watchdog.Add(this);
    }

    /// <summary>Something was written: the silence begins anew.</summary>
    public void Wrote() => Volatile.Write(ref _last, watchdog.Time.GetTimestamp());

    public void Stop()
    {
        if (Interlocked.Exchange(ref _sink, null) is not null)
            watchdog.Remove(this);
    }

    public override void Tick(long now)
    {
        if (now - Volatile.Read(ref _last) < _interval || !_sign.IsCompleted || Volatile.Read(ref _sink) is not { } sink)
            return;
        _sign = SignAsync(sink);
    }

    private static async Task SignAsync(HttpReplySink sink)
    {
        try
        {
            await sink.SignLifeAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // The caller is gone; the stream itself notices it at its next write and settles as cancelled.
            sink.Gone();
        }
    }
}
