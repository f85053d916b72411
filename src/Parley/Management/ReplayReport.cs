using Parley.Configuration;
using Parley.Routing;

namespace Parley.Management;

/// <summary>What another configuration would have changed.</summary>
internal sealed class ReplayReport
{
    private readonly List<ReplayChange> _changes = [];

    /// <summary>How many decisions were made again.</summary>
    public int Decisions { get; private set; }

    /// <summary>Those that were for keys which the configuration does not have, as keys of the store: what they may use was not looked at.</summary>
    public int UnknownKeys { get; set; }

    /// <summary>Those that lead elsewhere, in their order.</summary>
    public IReadOnlyList<ReplayChange> Changes => _changes;

    /// <summary>What the decisions led to.</summary>
    public ReplaySums Before { get; } = new();

    /// <summary>What they would have led to.</summary>
    public ReplaySums After { get; } = new();

    /// <summary>Takes a decision and what became of it.</summary>
    /// <param name="past">The decision as it was made.</param>
    /// <param name="again">As it would be made; null when the name leads nowhere now.</param>
    public void Add(DecisionReport past, RoutingDecision? again)
    {
        Decisions++;
        var first = again is { Ranked: [var best, ..] } ? best : null;
        var chosen = past.Candidates.FirstOrDefault(candidate => candidate.Target == past.Chosen);
        Before.Add(chosen is null ? null : new ReplayedTarget(chosen.Target, chosen.Price, chosen.LatencyMs, chosen.PowerWatts), past);
        After.Add(first is null ? null : new ReplayedTarget(first.Target.ToString(), first.Price, first.LatencyMs, first.PowerWatts), past);
        if (!string.Equals(past.Chosen, first?.Target.ToString(), StringComparison.OrdinalIgnoreCase))
            _changes.Add(new ReplayChange(past.RequestId, past.Request.Model, past.Chosen, first?.Target.ToString(), again?.Reason ?? "the model leads nowhere"));
    }
}

/// <summary>A decision that leads elsewhere.</summary>
/// <param name="RequestId">The id of the request.</param>
/// <param name="Model">The model that was asked for.</param>
/// <param name="From">Where it went; null for nowhere.</param>
/// <param name="To">Where it would go; null for nowhere.</param>
/// <param name="Reason">Why.</param>
internal sealed record ReplayChange(string RequestId, string Model, string? From, string? To, string Reason);

/// <summary>What is known of a target, for sums.</summary>
internal readonly record struct ReplayedTarget(string Name, TokenPrice? Price, double? LatencyMs, double? PowerWatts);

/// <summary>Sums over decisions, each with the number of those for which it is not known.</summary>
internal sealed class ReplaySums
{
    private readonly SortedDictionary<string, decimal> _cost = new(StringComparer.Ordinal);
    private double _latency;
    private int _timed;

    /// <summary>The cost by currency.</summary>
    public IReadOnlyDictionary<string, decimal> Cost => _cost;

    /// <summary>Decisions whose cost is not known.</summary>
    public int UnknownCost { get; private set; }

    /// <summary>The mean time to the first event in milliseconds; null when it is known of none.</summary>
    public double? MeanLatencyMs => _timed == 0 ? null : _latency / _timed;

    /// <summary>The energy of those whose power is known, in joules.</summary>
    public double Joules { get; private set; }

    /// <summary>Decisions whose energy is not known.</summary>
    public int UnknownEnergy { get; private set; }

    /// <summary>Decisions that led nowhere.</summary>
    public int Nowhere { get; private set; }

    /// <summary>Adds a target that was or would be the first.</summary>
    public void Add(ReplayedTarget? target, DecisionReport past)
    {
        if (target is not { } chosen)
        {
            Nowhere++;
            return;
        }
        var attempt = past.Attempts.LastOrDefault(static made => made.Committed) ?? past.Attempts.LastOrDefault(static made => made.Sent != false);
        // What an answer takes elsewhere is not known: its length here is the best guess, and only where there was one.
        if (chosen.Price is { } price && attempt is { InputTokens: { } input, OutputTokens: { } output })
            _cost[price.Currency] = _cost.GetValueOrDefault(price.Currency) + (((price.Input * input) + (price.Output * output)) / 1_000_000m);
        else
            UnknownCost++;
        if (chosen.LatencyMs is { } latency)
            (_latency, _timed) = (_latency + latency, _timed + 1);
        var duration = attempt is not null && attempt.Target == chosen.Name ? attempt.DurationMs : chosen.LatencyMs;
        if (chosen.PowerWatts is { } watts && duration is { } milliseconds)
            Joules += watts * milliseconds / 1000;
        else
            UnknownEnergy++;
    }
}
