using Parley.Configuration;

namespace Parley.Ledger.Budgets;

/// <summary>
/// What was used of all limits, and what is set aside. A request is admitted if and only if what it asks fits every limit that applies, looked at and set aside in one go: used + set aside + asked is at most the limit.
/// What was used lives through reloads: it is kept by what a limit counts, not by how much it allows. Thread-safe, one lock.
/// </summary>
internal sealed partial class BudgetState(TimeProvider time)
{
    private readonly Lock _gate = new();
    /// <summary>Told of limits that are nearly or wholly used up, outside of the lock.</summary>
    public Action<BudgetEvent>? Raised { get; set; }

    /// <summary>How several gateways share the limits; null where this is the only one. Set before there is any count.</summary>
    public ShareTerms? Terms { get; init; }

    /// <summary>Sets aside what is asked of every limit, or of none.</summary>
    /// <param name="asks">What is asked.</param>
    /// <param name="refusal">Why not, of those that are in the way the one that is so the longest; null when it was set aside.</param>
    public BudgetHold? TryReserve(BudgetAsk[] asks, out BudgetRefusal? refusal)
    {
        var events = new BudgetEvents();
        try
        {
            lock (_gate)
            {
                var now = time.GetUtcNow();
                refusal = null;
                Recall(asks);
                foreach (var ask in asks)
                {
                    ask.Meter.Share?.Ask(now);
                    refusal = Later(refusal, Refuse(ask, now, ref events));
                }
                if (refusal is not null)
                    return null;
                foreach (var ask in asks)
                    Take(ask, now, ref events);
                return new BudgetHold(asks, now);
            }
        }
        finally
        {
            events.Raise(Raised);
        }
    }

    /// <summary>Sets aside more for what runs, of every limit or of none; false when it does not fit. Limits that only warn are never in the way.</summary>
    /// <param name="hold">What is set aside.</param>
    /// <param name="more">How much more, in the order of what was asked.</param>
    /// <param name="refusal">The first that is in the way; null when none is, or nothing is set aside any more.</param>
    public bool TryExtend(BudgetHold hold, ReadOnlySpan<decimal> more, out BudgetRefusal? refusal)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            refusal = null;
            if (!hold.IsOpen)
                return false;
            for (var i = 0; i < more.Length; i++)
            {
                var ask = hold.Asks[i];
                if (more[i] <= 0 || ask is not { Amount: not null, Rule.IsSoft: false } || ask.Meter.Fits(ask.Rule, more[i], now) || !ask.Meter.IsUsedUp(ask.Rule, more[i], now))
                    continue;
                refusal = new BudgetRefusal(ask.Rule, ask.Meter.Names, ask.Meter.SpentAt(now), ask.Meter.Reserved, more[i], ask.Meter.FreeAt(ask.Rule, more[i], now), now);
                return false;
            }
            for (var i = 0; i < more.Length; i++)
            {
                if (hold.Asks[i] is not { Amount: { } amount, Rule.Measure: not BudgetMeasure.Requests } ask)
                    continue;
                ask.Meter.Reserved += more[i];
                hold.Asks[i] = ask with { Amount = amount + more[i] };
            }
            return true;
        }
    }

    /// <summary>Counts what was used in the place of what was set aside.</summary>
    /// <param name="hold">What is set aside.</param>
    /// <param name="actual">What was used, in the order of what was asked; null where nobody knows, so that the estimate stands. What ran at one time is only given back.</param>
    public void Settle(BudgetHold hold, ReadOnlySpan<decimal?> actual)
    {
        var events = new BudgetEvents();
        lock (_gate)
        {
            if (!hold.IsOpen)
                return;
            hold.IsOpen = false;
            var now = time.GetUtcNow();
            for (var i = 0; i < hold.Asks.Length; i++)
            {
                var ask = hold.Asks[i];
                if (ask.Rule.Measure == BudgetMeasure.Requests)
                    continue;
                ask.Meter.Reserved -= ask.Amount ?? 0;
                ask.Meter.Spend(actual[i] ?? ask.Amount ?? 0, now, now);
                Look(ask.Meter, now, ref events);
            }
        }
        events.Raise(Raised);
    }

    /// <summary>Gives back all that was set aside, since nothing was used; what was counted at once is taken back too.</summary>
    public void Release(BudgetHold hold)
    {
        lock (_gate)
        {
            if (!hold.IsOpen)
                return;
            hold.IsOpen = false;
            foreach (var ask in hold.Asks)
            {
                if (ask.Rule.Measure == BudgetMeasure.Requests)
                    ask.Meter.Spend(-(ask.Amount ?? 0), hold.At, time.GetUtcNow());
                else
                    ask.Meter.Reserved -= ask.Amount ?? 0;
            }
        }
    }

    /// <summary>Counts what was used before this process began.</summary>
    public void Restore(Meter meter, decimal amount, DateTimeOffset at)
    {
        lock (_gate)
        {
            // What all have used of a shared limit its shares tell.
            if (meter.Share is null)
                meter.Spend(amount, at, time.GetUtcNow());
        }
    }

    /// <summary>Looks at a meter under the lock.</summary>
    public T Read<T>(Meter meter, Func<Meter, DateTimeOffset, T> look)
    {
        lock (_gate)
            return look(meter, time.GetUtcNow());
    }

    private static BudgetRefusal? Refuse(in BudgetAsk ask, DateTimeOffset now, ref BudgetEvents events)
    {
        var (meter, rule) = (ask.Meter, ask.Rule);
        if (rule.IsSoft || (ask.Amount is { } amount ? meter.Fits(rule, amount, now) : rule.UnknownPrice == UnknownPricePolicy.Allow && meter.SpentAt(now) < rule.Limit))
            return null;
        if (ask.Amount <= rule.Limit && meter.IsUsedUp(rule, ask.Amount.Value, now) && meter.IsReached(isRefused: true, now))
            events.Add(meter, isReached: true, now);
        return new BudgetRefusal(rule, meter.Names, meter.SpentAt(now), meter.Reserved, ask.Amount, ask.Amount is { } asked ? meter.FreeAt(rule, asked, now) : null, now);
    }

    /// <summary>Of two refusals the one that is in the way the longest; one that is for good before all others.</summary>
    private static BudgetRefusal? Later(BudgetRefusal? one, BudgetRefusal? other)
    {
        if (one is null || other is null)
            return one ?? other;
        if (one.IsForGood != other.IsForGood)
            return one.IsForGood ? one : other;
        return (other.FreeAt ?? DateTimeOffset.MinValue) > (one.FreeAt ?? DateTimeOffset.MinValue) ? other : one;
    }

    private static void Take(in BudgetAsk ask, DateTimeOffset now, ref BudgetEvents events)
    {
        if (ask.Amount is not { } amount)
            ask.Meter.Unpriced++;
        else if (ask.Rule.Measure != BudgetMeasure.Requests)
            ask.Meter.Reserved += amount;
        else
            ask.Meter.Spend(amount, now, now);
        Look(ask.Meter, now, ref events);
    }

    private static void Look(Meter meter, DateTimeOffset now, ref BudgetEvents events)
    {
        if (meter.Rule.IsSoft && meter.IsReached(isRefused: false, now))
            events.Add(meter, isReached: true, now);
        else if (meter.IsNear(now))
            events.Add(meter, isReached: false, now);
    }
}
