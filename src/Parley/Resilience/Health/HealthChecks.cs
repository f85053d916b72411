using Parley.Configuration;
using Parley.Providers;

namespace Parley.Resilience;

/// <summary>Asks backends from time to time if they are well. A request never waits for it. Thread-safe, but for the loop, of which there is to be one.</summary>
internal sealed class HealthChecks(HealthProbe probe, LoadProbe load, TargetStates states, TimeProvider time)
{
    /// <summary>How soon a reload of the configuration is noticed.</summary>
    private static readonly TimeSpan Nap = TimeSpan.FromSeconds(1);

    /// <summary>Asks until it is cancelled.</summary>
    /// <param name="current">Gives the configuration in force.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Func<GatewaySnapshot> current, CancellationToken cancellationToken)
    {
        var asked = new Dictionary<string, Task>(StringComparer.OrdinalIgnoreCase);
        try
        {
            using var timer = new PeriodicTimer(Nap, time);
            do
            {
                // Nobody waits for one that is slow to answer.
                foreach (var (backend, policy, state) in Due(current()))
                {
                    if (asked.TryGetValue(backend.Id, out var last) && !last.IsCompleted)
                        continue;
                    if (last is not null)
                        await last.ConfigureAwait(false);
                    asked[backend.Id] = AskAsync(backend, policy, state, cancellationToken);
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAll(asked.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Asks all whose time has come, at once.</summary>
    public Task AskDueAsync(GatewaySnapshot snapshot, CancellationToken cancellationToken) =>
        Task.WhenAll(Due(snapshot).Select(due => AskAsync(due.Backend, due.Policy, due.State, cancellationToken)));

    private List<(Backend Backend, HealthPolicy Policy, BackendState State)> Due(GatewaySnapshot snapshot)
    {
        var due = new List<(Backend, HealthPolicy, BackendState)>();
        var now = time.GetUtcNow();
        foreach (var backend in snapshot.BackendList)
        {
            var state = states.Of(backend);
            if (backend is not { Enabled: true, Health: { } policy })
                (state.Health, state.Load) = (null, null);
            // Rounds come a little early or late: who is due within half of one is due.
            else if (state.Health is not { } last || now - last.At >= policy.Interval - (Nap / 2))
                due.Add((backend, policy, state));
        }
        return due;
    }

    private async Task AskAsync(Backend backend, HealthPolicy policy, BackendState state, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(policy.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var (asked, started) = (time.GetUtcNow(), time.GetTimestamp());
        string? trouble;
        TimeSpan? latency = null;
        try
        {
            trouble = await probe.AskAsync(backend, either.Token).ConfigureAwait(false);
            latency = time.GetElapsedTime(started);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            trouble = "it does not answer in time";
        }
        state.Health = After(state.Health, policy, trouble, asked) with { Latency = trouble is null ? latency : null };
        state.Load = trouble is null ? await LoadAsync(backend, either.Token, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>Which models are in memory and how many requests wait there, where the server says it in time.</summary>
    private async Task<ServerLoad?> LoadAsync(Backend backend, CancellationToken patience, CancellationToken cancellationToken)
    {
        try
        {
            return await load.AskAsync(backend, patience).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static HealthReport After(HealthReport? before, HealthPolicy policy, string? trouble, DateTimeOffset at)
    {
        if (trouble is null)
            return new HealthReport(IsWell: true, at) { LastWell = at };
        var failures = (before?.FailuresInARow ?? 0) + 1;
        return new HealthReport(failures < policy.Threshold && before?.IsWell != false, at) { FailuresInARow = failures, Reason = trouble, LastWell = before?.LastWell };
    }
}
