using Microsoft.Extensions.Logging;

namespace Parley.Ledger.Budgets;

/// <summary>
/// Keeps this gateway's shares of limits that several gateways hold. It tells and asks on the side; a request waits only where a limit is nearly used up, and others hold some of it that they may not need.
/// While the store does not answer nobody waits: each gateway goes on with its part of what was left.
/// </summary>
/// <param name="node">The gateway's name among those of the store.</param>
/// <param name="state">What was used of the limits.</param>
/// <param name="shares">Divides them.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where to log.</param>
internal sealed partial class BudgetSharing(string node, BudgetState state, IBudgetShares shares, TimeProvider time, ILogger logger) : IDisposable
{
    private const int AtOnce = 200;
    private const int Tries = 4;
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private TaskCompletionSource _hurry = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Late? _late;
    private int _gateways;
    private bool _isAway;

    /// <summary>Whether shares are told and asked from time to time, and not only when a request waits for them.</summary>
    public bool IsRunning { get; set => Volatile.Write(ref field, value); }

    /// <summary>Told when there may be more of a share than before.</summary>
    public Action? Changed { get; set; }

    /// <summary>Works until it is cancelled, and gives all back then.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        IsRunning = true;
        while (!cancellationToken.IsCancellationRequested)
        {
            Volatile.Write(ref _hurry, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            var round = Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            await TellAsync(isEnding: false).ConfigureAwait(false);
            round.SetResult();
            await Task.WhenAny(Task.Delay(Interval, time, cancellationToken), _hurry.Task).ConfigureAwait(false);
        }
        IsRunning = false;
        _next.SetResult();
        await TellAsync(isEnding: true).ConfigureAwait(false);
    }

    /// <summary>Somebody waits for a share: it is asked for now, and not a moment later.</summary>
    public void Hurry() => Volatile.Read(ref _hurry).TrySetResult();

    /// <summary>Sets aside what is asked; where a share is too small, after it was made larger, if that can be.</summary>
    public async ValueTask<(BudgetHold? Hold, BudgetRefusal? Refusal)> ReserveAsync(BudgetAsk[] asks, CancellationToken cancellationToken)
    {
        var hold = TryReserve(asks, out var refusal);
        for (var tries = 0; hold is null && tries < Tries && !Volatile.Read(ref _isAway) && state.Want(asks); tries++)
        {
            // Others give back what they do not need within one interval.
            if (tries > 0)
                await Task.Delay(Interval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
                break;
            await (IsRunning ? RoundAsync(cancellationToken) : TellAsync(isEnding: false)).ConfigureAwait(false);
            hold = TryReserve(asks, out refusal);
        }
        return (hold, refusal);
    }

    /// <summary>Tells and asks all that is to be told and asked now.</summary>
    /// <param name="isEnding">Whether all is given back.</param>
    public async Task TellAsync(bool isEnding)
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            // What comes late was told all the same.
            if (_late is { Given.IsCompletedSuccessfully: true } late)
                Apply(late.Some, await late.Given.ConfigureAwait(false));
            if (_late is { Given.IsCompleted: false })
            {
                // What it was told is not settled yet: nothing more is told before.
                state.GoOnAlone(_gateways);
                Changed?.Invoke();
                return;
            }
            _late = null;
            foreach (var some in state.CollectShares(isEnding).Chunk(AtOnce))
                await TellAsync(some).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private BudgetHold? TryReserve(BudgetAsk[] asks, out BudgetRefusal? refusal)
    {
        if (Volatile.Read(ref _isAway))
            state.GoOnAlone(asks.Select(static ask => ask.Meter), _gateways);
        return state.TryReserve(asks, out refusal);
    }

    /// <summary>Waits until all is told and asked once more; no longer than it is worth.</summary>
    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        var round = Volatile.Read(ref _next).Task;
        Hurry();
        await Task.WhenAny(round, Task.Delay(Patience, time, cancellationToken)).ConfigureAwait(false);
    }

    private async Task TellAsync((Meter Meter, BudgetShareAsk Ask)[] some)
    {
        try
        {
            if (_late is not null)
                throw new TimeoutException("the store has not answered yet");
            var given = shares.ExchangeAsync(node, [.. some.Select(static one => one.Ask)], CancellationToken.None);
            _late = new Late(some, given);
            var shared = await given.WaitAsync(Patience, time, CancellationToken.None).ConfigureAwait(false);
            _late = null;
            Apply(some, shared);
        }
        catch (Exception away)
        {
            // Whatever it is: were it to end the loop, no share would ever be told again.
            if (_late is { Given.IsCompleted: true })
                _late = null;
            if (!_isAway)
                Away(logger, state.Terms!.WhenAway, away.Message);
            Volatile.Write(ref _isAway, true);
            state.GoOnAlone(some.Select(static one => one.Meter), _gateways);
        }
        Changed?.Invoke();
    }

    private void Apply((Meter Meter, BudgetShareAsk Ask)[] some, IReadOnlyList<BudgetShare> given)
    {
        state.ApplyShares(some, given);
        _gateways = given[0].Gateways;
        Volatile.Write(ref _isAway, false);
    }

    /// <summary>An exchange that was given up and may come yet.</summary>
    private sealed record Late((Meter Meter, BudgetShareAsk Ask)[] Some, Task<IReadOnlyList<BudgetShare>> Given);

    [LoggerMessage(87, LogLevel.Warning, "The shares of limits cannot be told and asked, {Consequence}: {Why}")]
    private static partial void Away(ILogger logger, string consequence, string why);
}
