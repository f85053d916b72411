using System.Diagnostics.CodeAnalysis;
using Parley.Configuration;

namespace Parley.Providers.InProcess;

/// <summary>One start of a backend that is code, whoever waits for it. Thread-safe.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no handle: there is nothing to give back, and whoever starts may still look at its token.")]
internal sealed class CodeStart(InProcessBackend backend)
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _givenUp = new();
    private Task? _running;

    /// <summary>Whether the backend is ready.</summary>
    public bool IsDone => Volatile.Read(ref _running) is { IsCompletedSuccessfully: true };

    /// <summary>Whether nobody wants it any more.</summary>
    public bool IsGivenUp => _givenUp.IsCancellationRequested;

    /// <summary>Begins it, once.</summary>
    public Task BeginAsync()
    {
        lock (_gate)
            return _running ??= RunAsync();
    }

    /// <summary>Gives it up and waits until it has ended.</summary>
    /// <returns>Whether the backend has got ready all the same, and is to be stopped.</returns>
    public async Task<bool> EndAsync()
    {
        if (IsDone)
            return true;
        await _givenUp.CancelAsync().ConfigureAwait(false);
        await BeginAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return IsDone;
    }

    /// <summary>What it throws at once is in the task too, and code that blocks holds up nobody who need not wait.</summary>
    private async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        _givenUp.Token.ThrowIfCancellationRequested();
        await backend.StartAsync(_givenUp.Token).ConfigureAwait(false);
    }
}
