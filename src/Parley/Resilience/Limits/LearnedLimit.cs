namespace Parley.Resilience;

/// <summary>What a provider said of one of its limits.</summary>
/// <param name="Remaining">What is left.</param>
/// <param name="ResetIn">When all is there again.</param>
/// <param name="Most">What is there when all is; null when it does not say.</param>
internal readonly record struct LimitWord(long Remaining, TimeSpan ResetIn, long? Most);

/// <summary>What a provider said of its limits with one answer; null is what it did not speak of.</summary>
internal readonly record struct LimitNews(LimitWord? Requests, LimitWord? Tokens)
{
    /// <summary>After what time anything may go at all; zero for at once.</summary>
    public TimeSpan Wait(DateTimeOffset now) => new[] { Requests, Tokens }.Max(word => word is { } said ? new LearnedLimit(said, now).FreeAt(1, now) - now : TimeSpan.Zero);
}

/// <summary>
/// One limit as a provider described it, less what has gone since. It is taken to fill evenly, as nearly all do; of one that fills at one stroke the provider's 429 tells the true time, and nobody is kept waiting without need.
/// Its gate's lock guards it.
/// </summary>
internal sealed class LearnedLimit(LimitWord word, DateTimeOffset at)
{
    private readonly double _perSecond = word.ResetIn > TimeSpan.Zero && word.Most > word.Remaining ? (word.Most.Value - word.Remaining) / word.ResetIn.TotalSeconds : 0;
    private readonly DateTimeOffset _wholeAt = at + word.ResetIn;
    private double _left = word.Remaining;

    /// <summary>What is left; null when that is not known any more.</summary>
    public long? Left(DateTimeOffset now) => now >= _wholeAt ? null : (long)Math.Max(0, LevelAt(now));

    /// <summary>When so much is there; the time itself when it is, or when nobody knows.</summary>
    public DateTimeOffset FreeAt(long needed, DateTimeOffset now)
    {
        var lacking = needed - LevelAt(now);
        if (now >= _wholeAt || lacking <= 0)
            return now;
        return _perSecond > 0 && lacking / _perSecond < (_wholeAt - now).TotalSeconds ? now + TimeSpan.FromSeconds(lacking / _perSecond) : _wholeAt;
    }

    /// <summary>So much has gone.</summary>
    public void Take(long number) => _left -= number;

    private double LevelAt(DateTimeOffset now) => _left + (_perSecond * (now - at).TotalSeconds);
}
