namespace Parley.Resilience;

/// <summary>
/// A bucket of tokens that fills with a share of what happens and holds a few at most: what costs a token can happen to a share of recent requests only. Nothing is done for requests that take none:
/// what has happened is read from counters that there are. Thread-safe.
/// </summary>
/// <param name="reserve">How many tokens it begins with.</param>
/// <param name="most">How many it holds at most: what falls due in bursts is refused with few of them, and with many what was saved long ago is spent.</param>
/// <param name="isCounted">Whether what tokens are taken for is itself among what has happened, as retries are attempts.</param>
internal sealed class ShareBudget(double reserve, double most, bool isCounted = true)
{
    private readonly Lock _gate = new();
    private double _tokens = reserve;
    private long _seen;
    private long _taken;

    /// <summary>Takes a token; false when there is none.</summary>
    /// <param name="happened">How much has happened so far.</param>
    /// <param name="share">The tokens that one of it brings.</param>
    public bool TryTake(long happened, double share)
    {
        lock (_gate)
        {
            var own = Math.Max(_seen, isCounted ? happened - _taken : happened);
            _tokens = Math.Min(most, _tokens + ((own - _seen) * share));
            _seen = own;
            if (_tokens < 1)
                return false;
            _tokens--;
            _taken++;
            return true;
        }
    }
}
