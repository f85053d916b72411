namespace Parley;

/// <summary>What runs beside requests for as long as a client lives.</summary>
internal sealed class ClientLoops : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public ClientLoops(Gateway gateway) => _running = Task.WhenAll(
        gateway.KeepCheckingHealthAsync(_stop.Token), gateway.KeepReadingSensorsAsync(_stop.Token), gateway.KeepBooksAsync(_stop.Token), gateway.KeepKeysAsync(_stop.Token));

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await _running.ConfigureAwait(false);
        }
        finally
        {
            _stop.Dispose();
        }
    }
}
