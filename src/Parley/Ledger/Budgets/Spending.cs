using Parley.Configuration;

namespace Parley.Ledger.Budgets;

/// <summary>What was used within a window. Its state's lock guards it.</summary>
internal abstract class Spending
{
    /// <summary>One for a window.</summary>
    public static Spending Of(BudgetWindow window) => window.Period == BudgetPeriod.Session ? new SessionSpending(window.Idle) : window.Zone is null ? new SlidingSpending(window.Length) : new CalendarSpending(window);

    /// <summary>What counts now.</summary>
    public abstract decimal At(DateTimeOffset now);

    /// <summary>Counts what was used at a time; what lies before the window is left out. Less than nothing takes back.</summary>
    public abstract void Add(decimal amount, DateTimeOffset at, DateTimeOffset now);

    /// <summary>When so much of it has left the window; null when there is not so much.</summary>
    public abstract DateTimeOffset? FreeAt(decimal amount, DateTimeOffset now);

    /// <summary>When all of it has left the window.</summary>
    public abstract DateTimeOffset WholeAt(DateTimeOffset now);
}

/// <summary>
/// The last minute, hour, day or thirty days, in slices of a sixtieth. A slice counts until the last of what is in it is older than the window, so that in no window more is used than is allowed.
/// </summary>
internal sealed class SlidingSpending(TimeSpan length) : Spending
{
    private const int Slices = 60;
    private readonly long _slice = length.Ticks / Slices;
    private readonly List<(DateTimeOffset Last, decimal Amount)> _slices = [];
    private decimal _sum;

    public override decimal At(DateTimeOffset now)
    {
        var old = 0;
        while (old < _slices.Count && _slices[old].Last + length <= now)
            _sum -= _slices[old++].Amount;
        if (old > 0)
            _slices.RemoveRange(0, old);
        return _sum;
    }

    public override void Add(decimal amount, DateTimeOffset at, DateTimeOffset now)
    {
        if (at + length <= now)
            return;
        var index = IndexOf(at);
        var place = _slices.Count;
        while (place > 0 && IndexOf(_slices[place - 1].Last) >= index)
            place--;
        if (place < _slices.Count && IndexOf(_slices[place].Last) == index)
            _slices[place] = (_slices[place].Last > at ? _slices[place].Last : at, _slices[place].Amount + amount);
        else
            _slices.Insert(place, (at, amount));
        _sum += amount;
    }

    public override DateTimeOffset? FreeAt(decimal amount, DateTimeOffset now)
    {
        At(now);
        if (amount <= 0)
            return now;
        foreach (var (last, used) in _slices)
        {
            amount -= used;
            if (amount <= 0)
                return last + length;
        }
        return null;
    }

    public override DateTimeOffset WholeAt(DateTimeOffset now)
    {
        At(now);
        return _slices.Count == 0 ? now : _slices[^1].Last + length;
    }

    private long IndexOf(DateTimeOffset time) => time.UtcTicks / _slice;
}

/// <summary>The minute, hour, day or month of the calendar.</summary>
internal sealed class CalendarSpending(BudgetWindow window) : Spending
{
    private DateTimeOffset _start;
    private DateTimeOffset _end;
    private decimal _sum;

    public override decimal At(DateTimeOffset now)
    {
        // A clock that is put back does not give back what was used.
        if (now >= _end)
            ((_start, _end), _sum) = (window.Around(now), 0);
        return _sum;
    }

    public override void Add(decimal amount, DateTimeOffset at, DateTimeOffset now)
    {
        At(now);
        if (at >= _start)
            _sum += amount;
    }

    public override DateTimeOffset? FreeAt(decimal amount, DateTimeOffset now) => amount <= 0 ? now : At(now) >= amount ? _end : null;

    public override DateTimeOffset WholeAt(DateTimeOffset now)
    {
        At(now);
        return _end;
    }
}

/// <summary>All of a session, which is over when nothing has come for a while.</summary>
internal sealed class SessionSpending(TimeSpan idle) : Spending
{
    private DateTimeOffset _last;
    private decimal _sum;

    public override decimal At(DateTimeOffset now)
    {
        if (_last + idle <= now)
            _sum = 0;
        return _sum;
    }

    public override void Add(decimal amount, DateTimeOffset at, DateTimeOffset now)
    {
        _sum = At(now) + amount;
        _last = at > _last ? at : _last;
    }

    public override DateTimeOffset? FreeAt(decimal amount, DateTimeOffset now) => amount <= 0 ? now : null;

    public override DateTimeOffset WholeAt(DateTimeOffset now) => At(now) == 0 ? now : _last + idle;
}
