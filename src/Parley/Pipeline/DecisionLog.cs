namespace Parley.Pipeline;

/// <summary>The last decisions, in memory, for those who ask why. Thread-safe; writing one is one reference write.</summary>
internal sealed class DecisionLog
{
    private DecisionRecord?[] _ring = [];
    private long _next;

    /// <summary>The kept decisions, the newest first.</summary>
    public IEnumerable<DecisionRecord> Newest
    {
        get
        {
            var (ring, next) = (Volatile.Read(ref _ring), Volatile.Read(ref _next));
            for (var i = 1; i <= ring.Length && i <= next; i++)
            {
                if (ring[(next - i) % ring.Length] is { } record)
                    yield return record;
            }
        }
    }

    /// <summary>The decision on a request; null when it is not or no longer kept.</summary>
    public DecisionRecord? Find(string exchangeId) => Newest.FirstOrDefault(record => record.ExchangeId == exchangeId);

    /// <summary>Keeps the decision on an exchange in the place of the oldest.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="settlement">How it ended.</param>
    /// <param name="now">The time.</param>
    /// <param name="most">How many are kept now, whatever was said when the request began.</param>
    public void Keep(Exchange exchange, in Settlement settlement, DateTimeOffset now, int most)
    {
        if (exchange.Decision is not { } decision || most == 0)
            return;
        decision.Release();
        for (var i = 0; i < settlement.Attempts.Count; i++)
            settlement.Attempts[i].Release();
        var ring = Volatile.Read(ref _ring);
        // A reload may change how many are kept: those that there are begin anew then.
        if (ring.Length != most)
            Volatile.Write(ref _ring, ring = new DecisionRecord?[most]);
        var place = (Interlocked.Increment(ref _next) - 1) % ring.Length;
        ring[place] = new DecisionRecord(exchange.Id, now, decision, WithoutExceptions(settlement));
    }

    /// <summary>Exceptions hold whatever they were thrown about.</summary>
    private static Settlement WithoutExceptions(in Settlement settlement)
    {
        var isThrown = settlement.Fault?.Thrown is not null;
        for (var i = 0; i < settlement.Attempts.Count; i++)
            isThrown |= settlement.Attempts[i].Fault?.Thrown is not null;
        return !isThrown ? settlement : settlement with
        {
            Fault = settlement.Fault is { } fault ? fault with { Thrown = null } : null,
            Attempts = [.. settlement.Attempts.Select(static attempt => attempt.Fault is { Thrown: not null } failed ? attempt with { Fault = failed with { Thrown = null } } : attempt)],
        };
    }
}
