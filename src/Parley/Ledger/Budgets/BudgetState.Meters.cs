using Parley.Configuration;

namespace Parley.Ledger.Budgets;

/// <summary>The part of it that finds the counts, and forgets them.</summary>
internal sealed partial class BudgetState
{
    /// <summary>Callers may name sessions and tags at will: beyond so many, those that are new share their counts.</summary>
    public const int Most = 50_000;

    private const string Others = "(others)";
    private readonly Dictionary<(string Identity, string Id), Meter> _meters = [];
    private readonly Dictionary<string, DateTimeOffset> _begun = new(StringComparer.Ordinal);
    private DateTimeOffset _sweepAfter;
    private int _sweepAt = 1024;

    /// <summary>The count of what a rule has matched.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="id">What tells it from others that the rule has matched.</param>
    /// <param name="names">The same, by the parts of the rule.</param>
    public Meter MeterOf(BudgetRule rule, string id, IReadOnlyList<string> names)
    {
        lock (_gate)
        {
            if (_meters.TryGetValue((rule.Identity, id), out var known))
            {
                known.Rule = rule;
                return known;
            }
            _begun.TryAdd(rule.Identity, time.GetUtcNow());
            if (_meters.Count >= _sweepAt)
                Sweep(time.GetUtcNow());
            if (_meters.Count >= Most && id != Others)
                return MeterOf(rule, Others, [.. names.Select(static _ => Others)]);
            return _meters[(rule.Identity, id)] = new Meter(rule, id, names) { Share = Terms is { } terms && rule.Window?.Period != BudgetPeriod.Session ? new MeterShare(terms) : null };
        }
    }

    /// <summary>Since when something is counted here of a limit; null where nothing is yet.</summary>
    public DateTimeOffset? BegunAt(BudgetRule rule)
    {
        lock (_gate)
            return _begun.TryGetValue(rule.Identity, out var begun) ? begun : null;
    }

    /// <summary>All meters as they are now.</summary>
    public IReadOnlyList<MeterReport> Report()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            return [.. _meters.Values.Select(meter => MeterReport.Of(meter, now))];
        }
    }

    /// <summary>A meter that was forgotten while a request held it counts again: it, or the one that has come in its place.</summary>
    private void Recall(BudgetAsk[] asks)
    {
        for (var i = 0; i < asks.Length; i++)
        {
            if (asks[i].Meter is not { IsForgotten: true } forgotten)
                continue;
            var key = (forgotten.Rule.Identity, forgotten.Id);
            if (_meters.TryGetValue(key, out var other))
                asks[i] = asks[i] with { Meter = other };
            else
                _meters[key] = forgotten;
            forgotten.IsForgotten = other is not null;
        }
    }

    /// <summary>Forgets what says nothing. The next time is when there is twice as much as is left, and not at once: a flood of new names is not to be paid for by everybody.</summary>
    private void Sweep(DateTimeOffset now)
    {
        if (now < _sweepAfter)
            return;
        foreach (var (key, meter) in _meters)
        {
            if (!meter.IsIdle(now))
                continue;
            meter.IsForgotten = true;
            _meters.Remove(key);
        }
        _sweepAt = Math.Clamp(_meters.Count * 2, 1024, Most);
        _sweepAfter = now + TimeSpan.FromSeconds(10);
    }
}
