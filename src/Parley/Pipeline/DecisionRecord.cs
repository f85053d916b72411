using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;
using Parley.Routing;

namespace Parley.Pipeline;

/// <summary>Where a request went and why, with what came of it. Holds the very values that the decision was made of, and nothing of the content.</summary>
public sealed class DecisionRecord
{
    private readonly long _time;

    // Nearly all requests are answered at once: that attempt alone. Else the settlement.
    private readonly object _ending;

    internal DecisionRecord(string exchangeId, DateTimeOffset time, RoutingDecision decision, in Settlement settlement)
    {
        (ExchangeId, _time, Decision) = (exchangeId, time.UtcTicks, decision);
        _ending = settlement is { Fault: null, Attempts: [var only] } ? only : settlement;
    }

    /// <summary>The id of the request.</summary>
    public string ExchangeId { get; }

    /// <summary>The model that was asked for.</summary>
    public string Model => RoutingFaults.Shown(Decision.Context.Head.Model);

    /// <summary>When it ended.</summary>
    public DateTimeOffset Time => new(_time, TimeSpan.Zero);

    /// <summary>The decision.</summary>
    public RoutingDecision Decision { get; }

    /// <summary>The calls that were made, in order.</summary>
    public IReadOnlyList<AttemptOutcome> Attempts => _ending is AttemptOutcome only ? [only] : ((Settlement)_ending).Attempts;

    /// <summary>What the caller was told; null when the answer was complete.</summary>
    public Fault? Fault => _ending is Settlement settlement ? settlement.Fault : null;
}
