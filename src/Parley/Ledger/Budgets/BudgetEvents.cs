using System.Runtime.InteropServices;

namespace Parley.Ledger.Budgets;

/// <summary>A limit is nearly or wholly used up.</summary>
/// <param name="Meter">Whose use of which limit.</param>
/// <param name="IsReached">Whether nothing is left.</param>
/// <param name="Spent">What was used.</param>
/// <param name="At">When it was noticed.</param>
/// <param name="WholeAt">When all is there again.</param>
internal sealed record BudgetEvent(Meter Meter, bool IsReached, decimal Spent, DateTimeOffset At, DateTimeOffset WholeAt);

/// <summary>What is told once a lock is free.</summary>
internal struct BudgetEvents
{
    private List<BudgetEvent>? _events;

    public void Add(Meter meter, bool isReached, DateTimeOffset now) => (_events ??= []).Add(new BudgetEvent(meter, isReached, meter.SpentAt(now), now, meter.WholeAt(now)));

    public readonly void Raise(Action<BudgetEvent>? raised)
    {
        foreach (var one in CollectionsMarshal.AsSpan(_events))
            raised?.Invoke(one);
    }
}
