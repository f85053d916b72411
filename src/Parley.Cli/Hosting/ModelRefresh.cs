namespace Parley.Cli.Hosting;

/// <summary>Keeps the backends' model lists fresh: at the start, after a reload, and every few minutes.</summary>
internal sealed class ModelRefresh : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly TimeProvider _time;

    public ModelRefresh(Gateway gateway, TimeProvider time)
    {
        _time = time;
        _ = RunAsync(gateway);
    }

    /// <summary>Asks for the lists now.</summary>
    public void Wake()
    {
        if (_wake.CurrentCount == 0)
            _wake.Release();
    }

    public void Dispose() => _stop.Cancel();

    private async Task RunAsync(Gateway gateway)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            var tick = timer.WaitForNextTickAsync(_stop.Token).AsTask();
            while (!_stop.IsCancellationRequested)
            {
                await gateway.RefreshModelsAsync(_stop.Token);
                var woken = _wake.WaitAsync(_stop.Token);
                if (await Task.WhenAny(tick, woken) == tick)
                    tick = timer.WaitForNextTickAsync(_stop.Token).AsTask();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
    }
}
