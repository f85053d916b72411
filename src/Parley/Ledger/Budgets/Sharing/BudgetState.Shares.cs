namespace Parley.Ledger.Budgets;

/// <summary>The part of it that speaks of shares.</summary>
internal sealed partial class BudgetState
{
    /// <summary>Notes what is wanted of shares that are too small; false where no share would help: the limit itself is in the way, or nobody else holds anything of it.</summary>
    public bool Want(BudgetAsk[] asks)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var helps = false;
            foreach (var ask in asks)
            {
                if (ask is not { Amount: { } amount, Rule.IsSoft: false } || ask.Meter.Fits(ask.Rule, amount, now))
                    continue;
                if (ask.Meter.Share is not { } share || ask.Meter.SpentAt(now) + ask.Meter.Reserved + amount > ask.Rule.Limit)
                    return false;
                share.Wanted += amount;
                helps = true;
            }
            return helps;
        }
    }

    /// <summary>Whether the shares were asked for a moment ago: whoever holds what is lacking gives it back in his own time.</summary>
    public bool HaveJustTold(BudgetAsk[] asks)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            return Array.Exists(asks, ask => ask.Meter.Share?.HasJustTold(now) == true);
        }
    }

    /// <summary>What is to be told and asked of shares.</summary>
    /// <param name="isEnding">Whether all is given back.</param>
    public List<(Meter Meter, BudgetShareAsk Ask)> CollectShares(bool isEnding)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var collected = new List<(Meter, BudgetShareAsk)>();
            foreach (var meter in _meters.Values)
            {
                if (meter.Share?.Collect(meter, now, isEnding) is { } ask)
                    collected.Add((meter, ask));
            }
            // All gateways in one order, so that none waits for another that waits for it.
            collected.Sort(static (one, other) => string.CompareOrdinal(one.Item2.Meter, other.Item2.Meter));
            return collected;
        }
    }

    /// <summary>Takes what was given.</summary>
    public void ApplyShares(IReadOnlyList<(Meter Meter, BudgetShareAsk Ask)> told, IReadOnlyList<BudgetShare> given)
    {
        lock (_gate)
        {
            for (var i = 0; i < told.Count; i++)
                told[i].Meter.Share!.Apply(told[i].Ask, given[i]);
        }
    }

    /// <summary>The store does not answer: all limits are kept alone.</summary>
    /// <param name="gateways">How many gateways there were.</param>
    public void GoOnAlone(int gateways)
    {
        lock (_gate)
            GoOnAlone(_meters.Values, gateways);
    }

    /// <summary>The store does not answer.</summary>
    /// <param name="meters">Of which limits shares are wanted.</param>
    /// <param name="gateways">How many gateways there were.</param>
    public void GoOnAlone(IEnumerable<Meter> meters, int gateways)
    {
        lock (_gate)
        {
            foreach (var meter in meters)
                meter.Share?.GoOnAlone(meter, gateways);
        }
    }
}
