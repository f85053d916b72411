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
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly string _node = Guid.NewGuid().ToString("N")[..12];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _isAway;

    /// <summary>Works until it is cancelled, and gives all back then.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await TellAsync(isEnding: false).ConfigureAwait(false);
            await Task.Delay(Interval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await TellAsync(isEnding: true).ConfigureAwait(false);
    }

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

    public void Dispose() => _turn.Dispose();

    private async Task TellAsync(bool isEnding)
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
                Away(logger, away.Message);
            _isAway = true;
            state.HelpItself(some.Select(static one => one.Meter));
        }
    }

    [LoggerMessage(87, LogLevel.Warning, "The shares of limits cannot be told and asked, each gateway goes on with a thirty-second part of each: {Why}")]
    private static partial void Away(ILogger logger, string why);
}
