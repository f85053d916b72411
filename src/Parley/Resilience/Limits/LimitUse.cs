using Parley.Configuration;

namespace Parley.Resilience;

/// <summary>
/// What was used of one key and model, exactly: in no minute and no day more goes out than is allowed. Besides it keeps what the provider itself said of its limits. Its gate's lock guards it.
/// </summary>
internal sealed class LimitUse
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private readonly Queue<Reservation> _minute = new();
    private readonly Queue<DateTimeOffset> _day = new();
    private long _tokens;
    private LearnedLimit? _learnedRequests;
    private LearnedLimit? _learnedTokens;
    private DateTimeOffset _blockedUntil;
    private (DateTimeOffset At, DateTimeOffset Until) _hint;

    /// <summary>When a request may go, as far as is known now; the time itself when it may go at once.</summary>
    /// <param name="policy">The limits.</param>
    /// <param name="tokens">How many tokens it will take.</param>
    /// <param name="now">The time.</param>
    /// <param name="ahead">Those that go before it.</param>
    public DateTimeOffset FreeAt(LimitPolicy policy, long tokens, DateTimeOffset now, (int Requests, long Tokens) ahead = default) => Binding(policy, tokens, now, ahead).At;

    /// <summary>The same, with the limit that is the last to give way.</summary>
    /// <inheritdoc cref="FreeAt"/>
    public (DateTimeOffset At, Limit Limit) Binding(LimitPolicy policy, long tokens, DateTimeOffset now, (int Requests, long Tokens) ahead = default)
    {
        Drop(policy, now);
        var last = (At: now, Limit: Limit.None);
        last = Later(last, _blockedUntil, Limit.OfProvider);
        last = Later(last, _hint.Until, Limit.Hinted);
        if (policy.RequestsPerDay is { } daily)
            last = Later(last, PlaceAt(daily, _day.Count, ahead.Requests, Day, now, _day.ElementAt), Limit.RequestsPerDay);
        if (policy.RequestsPerMinute is { } number)
            last = Later(last, PlaceAt(number, _minute.Count, ahead.Requests, Minute, now, index => _minute.ElementAt(index).At), Limit.RequestsPerMinute);
        if (policy.TokensPerMinute is { } most)
            last = Later(last, TokensFreeAt(most, tokens + ahead.Tokens, now), Limit.TokensPerMinute);
        if (_learnedRequests is not null)
            last = Later(last, _learnedRequests.FreeAt(1 + ahead.Requests, now), Limit.OfProvider);
        return _learnedTokens is null ? last : Later(last, _learnedTokens.FreeAt(tokens + ahead.Tokens, now), Limit.OfProvider);
    }

    /// <summary>How many tokens a request may take that goes now; null for any number.</summary>
    public long? TokensLeft(LimitPolicy policy, DateTimeOffset now)
    {
        Drop(policy, now);
        // A request that is larger than the limit goes when nothing else does.
        long? own = policy.TokensPerMinute is { } most && _tokens > 0 ? Math.Max(0, most - _tokens) : null;
        var learned = _learnedTokens?.Left(now);
        return own is null || learned < own ? learned : own;
    }

    /// <summary>Takes for a request.</summary>
    public Reservation Take(LimitPolicy policy, long tokens, DateTimeOffset now, IShareHold? shared = null)
    {
        var taken = new Reservation { At = now, Use = this, Tokens = tokens, Shared = shared };
        if (policy.RequestsPerMinute is not null || policy.TokensPerMinute is not null)
        {
            taken.IsCounted = true;
            _minute.Enqueue(taken);
            _tokens += tokens;
        }
        if (policy.RequestsPerDay is not null)
            _day.Enqueue(now);
        Count(tokens);
        return taken;
    }

    /// <summary>Counts a request against what the provider said of its limits.</summary>
    public void Count(long tokens)
    {
        _learnedRequests?.Take(1);
        _learnedTokens?.Take(tokens);
    }

    /// <summary>Puts the real number in the place of the estimate.</summary>
    public void Settle(Reservation taken, long tokens, DateTimeOffset now)
    {
        if (taken.IsCounted && taken.At + Minute > now)
            _tokens += tokens - taken.Tokens;
        taken.Tokens = tokens;
    }

    /// <summary>Takes what the provider says of its limits now; what it does not speak of stays.</summary>
    public void Learn(in LimitNews news, DateTimeOffset now)
    {
        _learnedRequests = news.Requests is { } requests ? new LearnedLimit(requests, now) : _learnedRequests;
        _learnedTokens = news.Tokens is { } tokens ? new LearnedLimit(tokens, now) : _learnedTokens;
    }

    /// <summary>The provider refuses more until then.</summary>
    public void Block(DateTimeOffset until) => _blockedUntil = Later(_blockedUntil, until);

    /// <summary>Another gateway was told that the provider refuses more until then.</summary>
    public void Hint(DateTimeOffset now, DateTimeOffset until) => _hint = (now, Later(_hint.Until, until));

    /// <summary>A request was served that began at a time: true where that shows that what another gateway was told does not hold here.</summary>
    public bool Disprove(DateTimeOffset began)
    {
        if (_hint == default || began < _hint.At)
            return false;
        _hint = default;
        return true;
    }

    /// <summary>Forgets what the provider said.</summary>
    public void Forget() => (_learnedRequests, _learnedTokens, _blockedUntil, _hint) = (null, null, default, default);

    /// <summary>When a place is free of which there are so many in a span: each is free again that span after it was taken, also those that others who are ahead will take.</summary>
    private static DateTimeOffset PlaceAt(int places, int taken, int ahead, TimeSpan span, DateTimeOffset now, Func<int, DateTimeOffset> at)
    {
        var index = taken + ahead - places;
        if (index < 0)
            return now;
        var rounds = 1;
        for (; index >= taken; index -= places)
            rounds++;
        return index < 0 ? now + (span * (rounds - 1)) : at(index) + (span * rounds);
    }

    /// <summary>What is older than a minute no longer counts; a request that is larger than the limit goes when nothing else does.</summary>
    private DateTimeOffset TokensFreeAt(long most, long tokens, DateTimeOffset now)
    {
        var used = _tokens;
        if (used == 0 || used + tokens <= most)
            return now;
        var free = now;
        foreach (var earlier in _minute)
        {
            used -= earlier.Tokens;
            free = earlier.At + Minute;
            if (used == 0 || used + tokens <= most)
                break;
        }
        return free;
    }

    private void Drop(LimitPolicy policy, DateTimeOffset now)
    {
        while (_minute.TryPeek(out var oldest) && oldest.At + Minute <= now)
            _tokens -= _minute.Dequeue().Tokens;
        while (_day.TryPeek(out var first) && (first + Day <= now || policy.RequestsPerDay is null))
            _day.Dequeue();
    }

    private static (DateTimeOffset At, Limit Limit) Later((DateTimeOffset At, Limit Limit) last, DateTimeOffset at, Limit limit) => at > last.At ? (at, limit) : last;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
