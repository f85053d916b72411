using Microsoft.Extensions.Logging;

namespace Parley.Ledger.Budgets;

/// <summary>
/// Keeps this gateway's shares of limits that several gateways hold. It tells and asks on the side; a request waits only where what is held here is not enough and others hold some that they may not need.
/// While the store does not answer, each gateway takes a thirty-second part of a limit unasked: by so much for each, and no more, may a limit be passed then.
/// </summary>
internal sealed partial class BudgetSharing(BudgetState state, IBudgetShares shares, TimeProvider time, ILogger logger) : IDisposable
{
    private const int AtOnce = 200;
    private const int Tries = 4;
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly string _node = Guid.NewGuid().ToString("N")[..12];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private TaskCompletionSource _hurry = new();
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
            await TellAsync(isEnding: false).ConfigureAwait(false);
            await Task.WhenAny(Task.Delay(Interval, time, cancellationToken), _hurry.Task).ConfigureAwait(false);
        }
        IsRunning = false;
        await TellAsync(isEnding: true).ConfigureAwait(false);
    }

    /// <summary>Somebody waits for a share: it is asked for now, and not a moment later.</summary>
    public void Hurry() => Volatile.Read(ref _hurry).TrySetResult();

    /// <summary>Sets aside what is asked; where a share is too small, after it was made larger, if that can be.</summary>
    public async ValueTask<(BudgetHold? Hold, BudgetRefusal? Refusal)> ReserveAsync(BudgetAsk[] asks, CancellationToken cancellationToken)
    {
        var hold = state.TryReserve(asks, out var refusal);
        for (var tries = 0; hold is null && tries < Tries && state.Want(asks); tries++)
        {
            // Others give back what they do not need within one interval.
            if (tries > 0)
                await Task.Delay(Interval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
                break;
            await TellAsync(isEnding: false).ConfigureAwait(false);
            hold = state.TryReserve(asks, out refusal);
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
            foreach (var some in state.CollectShares(isEnding).Chunk(AtOnce))
                await TellAsync(some).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task TellAsync((Meter Meter, BudgetShareAsk Ask)[] some)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            var given = await shares.ExchangeAsync(_node, [.. some.Select(static one => one.Ask)], patience.Token).ConfigureAwait(false);
            state.ApplyShares(some, given);
            _isAway = false;
        }
        catch (Exception away)
        {
            // Whatever it is: were it to end the loop, no share would ever be told again.
            if (!_isAway)
                Away(logger, state.Terms!.WhenAway, away.Message);
            _isAway = true;
            state.HelpItself(some.Select(static one => one.Meter));
        }
        Changed?.Invoke();
    }

    [LoggerMessage(87, LogLevel.Warning, "The shares of limits cannot be told and asked, {Consequence}: {Why}")]
    private static partial void Away(ILogger logger, string consequence, string why);
}
