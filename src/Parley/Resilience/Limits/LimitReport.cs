namespace Parley.Resilience;

/// <summary>What room a backend's limits leave for one model, at one moment.</summary>
/// <param name="FreeAt">When a request may go, null for at once; the end of time while as many run as may, since nobody knows when one ends.</param>
/// <param name="TokensLeft">The tokens that it may take then; null for any number.</param>
public sealed record LimitReport(DateTimeOffset? FreeAt, long? TokensLeft)
{
    /// <summary>Whether a request has to wait.</summary>
    public bool Bars(long tokens, DateTimeOffset now) => FreeAt > now || TokensLeft < tokens;

    /// <summary>Whether it leaves more room than another: sooner, or at the same time for more.</summary>
    internal bool IsBetterThan(LimitReport other)
    {
        var (mine, its) = (FreeAt ?? DateTimeOffset.MinValue, other.FreeAt ?? DateTimeOffset.MinValue);
        return mine < its || (mine == its && (TokensLeft ?? long.MaxValue) > (other.TokensLeft ?? long.MaxValue));
    }
}
