using Parley.Configuration;

namespace Parley.Resilience;

/// <summary>Those who wait at a gate: the urgent first, among them callers by turns, each caller's in the order of their coming. The gate's lock guards it.</summary>
internal sealed class LimitQueue
{
    private readonly List<LimitWaiter> _waiting = [];
    private readonly Dictionary<string, long> _lastTurns = new(StringComparer.Ordinal);
    private long _turn;

    public int Count => _waiting.Count;

    /// <summary>Whether somebody waits who is not to be overtaken by a request.</summary>
    public bool Holds(in LimitAsk ask)
    {
        foreach (var waiter in _waiting)
        {
            if (waiter.Ask.Key == ask.Key && waiter.Ask.Model == ask.Model && waiter.Ask.Priority >= ask.Priority)
                return true;
        }
        return false;
    }

    /// <summary>Those of a request's key and model that wait and go before it.</summary>
    public (int Requests, long Tokens) Ahead(in LimitAsk ask)
    {
        var (requests, tokens) = (0, 0L);
        foreach (var waiter in _waiting)
        {
            if (waiter.Ask.Key == ask.Key && waiter.Ask.Model == ask.Model && waiter.Ask.Priority >= ask.Priority)
                (requests, tokens) = (requests + 1, tokens + waiter.Ask.Tokens);
        }
        return (requests, tokens);
    }

    /// <summary>Adds one. Its turn comes one after the caller's last, or now: who has many waiting does not come before who has one.</summary>
    public LimitWaiter Add(LimitPolicy policy, in LimitAsk ask, DateTimeOffset deadline)
    {
        var turn = Math.Max(_turn, _lastTurns.GetValueOrDefault(ask.Caller)) + 1;
        _lastTurns[ask.Caller] = turn;
        var waiter = new LimitWaiter(policy, ask, deadline, turn);
        var place = _waiting.Count;
        while (place > 0 && waiter.ComesBefore(_waiting[place - 1]))
            place--;
        _waiting.Insert(place, waiter);
        return waiter;
    }

    /// <summary>Those who wait, as they are now.</summary>
    public LimitWaiter[] InOrder() => _waiting.Count == 0 ? [] : [.. _waiting];

    /// <summary>Takes one out.</summary>
    public void Remove(LimitWaiter waiter)
    {
        if (!_waiting.Remove(waiter))
            return;
        _turn = Math.Max(_turn, waiter.Turn - 1);
        if (_waiting.Count > 0)
            return;
        _lastTurns.Clear();
        _turn = 0;
    }
}

/// <summary>A request that waits.</summary>
internal sealed class LimitWaiter(LimitPolicy policy, LimitAsk ask, DateTimeOffset deadline, long turn)
{
    public LimitPolicy Policy { get; } = policy;

    public LimitAsk Ask { get; } = ask;

    public DateTimeOffset Deadline { get; } = deadline;

    public long Turn { get; } = turn;

    /// <summary>What it was given; null when it was not.</summary>
    public TaskCompletionSource<Reservation?> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool ComesBefore(LimitWaiter other) => Ask.Priority != other.Ask.Priority ? Ask.Priority > other.Ask.Priority : Turn < other.Turn;
}
