using Parley.Configuration;

namespace Parley.Resilience;

/// <summary>What was used of one key and model, exactly: in no minute and no day more goes out than is allowed. Its gate's lock guards it.</summary>
internal sealed class LimitUse
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private readonly Queue<Reservation> _minute = new();
    private readonly Queue<DateTimeOffset> _day = new();
    private long _tokens;

    /// <summary>When a request may go, as far as is known now; the time itself when it may go at once.</summary>
    public DateTimeOffset FreeAt(LimitPolicy policy, long tokens, DateTimeOffset now)
    {
        Forget(policy, now);
        var free = now;
        if (policy.RequestsPerDay is { } daily && _day.Count >= daily)
            free = Later(free, _day.ElementAt(_day.Count - daily) + Day);
        if (policy.RequestsPerMinute is { } number && _minute.Count >= number)
            free = Later(free, _minute.ElementAt(_minute.Count - number).At + Minute);
        return policy.TokensPerMinute is { } most ? Later(free, TokensFreeAt(most, tokens, now)) : free;
    }

    /// <summary>Takes for a request.</summary>
    public Reservation Take(LimitPolicy policy, long tokens, DateTimeOffset now)
    {
        var taken = new Reservation { At = now, Use = this, Tokens = tokens };
        _minute.Enqueue(taken);
        _tokens += tokens;
        if (policy.RequestsPerDay is not null)
            _day.Enqueue(now);
        return taken;
    }

    /// <summary>Puts the real number in the place of the estimate.</summary>
    public void Settle(Reservation taken, long tokens, DateTimeOffset now)
    {
        if (taken.At + Minute > now)
            _tokens += tokens - taken.Tokens;
        taken.Tokens = tokens;
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

    private void Forget(LimitPolicy policy, DateTimeOffset now)
    {
        while (_minute.TryPeek(out var oldest) && oldest.At + Minute <= now)
            _tokens -= _minute.Dequeue().Tokens;
        while (_day.TryPeek(out var first) && (first + Day <= now || policy.RequestsPerDay is null))
            _day.Dequeue();
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
