namespace Parley.Resilience;

/// <summary>What room a backend's limits leave for one model, at one moment.</summary>
/// <param name="FreeAt">When a request may go, null for at once, and where nobody knows.</param>
/// <param name="TokensLeft">The tokens that it may take then; null for any number.</param>
public sealed record LimitReport(DateTimeOffset? FreeAt, long? TokensLeft)
{
    /// <summary>Whether as many requests run as may at one time; nobody knows when one of them ends.</summary>
    public bool IsFull { get; init; }

    /// <summary>Whether it is known only by what another gateway was told.</summary>
    public bool IsHint { get; init; }

    /// <summary>Whether a request has to wait.</summary>
    public bool Bars(long tokens, DateTimeOffset now) => IsFull || FreeAt > now || TokensLeft < tokens;

    /// <summary>Whether it leaves more room than another: sooner, or at the same time for more.</summary>
    internal bool IsBetterThan(LimitReport other)
    {
        if (IsFull != other.IsFull)
            return other.IsFull;
        var (mine, its) = (FreeAt ?? DateTimeOffset.MinValue, other.FreeAt ?? DateTimeOffset.MinValue);
        return mine < its || (mine == its && (TokensLeft ?? long.MaxValue) > (other.TokensLeft ?? long.MaxValue));
    }
}
