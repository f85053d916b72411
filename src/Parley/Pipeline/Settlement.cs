using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Pipeline;

/// <summary>How an exchange ended. Returned through the same steps that it went down by, before the last byte is released.</summary>
/// <param name="Attempts">Every call that was made, in order, and those that were chosen and not made (<see cref="AttemptOutcome.IsSent"/>).</param>
/// <param name="Usage">What the answer used, as far as anybody said.</param>
/// <param name="Fault">What the caller is told; null when the answer is complete.</param>
public readonly record struct Settlement(IReadOnlyList<AttemptOutcome> Attempts, Usage Usage, Fault? Fault)
{
    /// <summary>The attempt that answers; null when none does.</summary>
    public AttemptOutcome? Answering
    {
        get
        {
            for (var i = Attempts.Count - 1; i >= 0; i--)
            {
                if (Attempts[i].Committed)
                    return Attempts[i];
            }
            return null;
        }
    }

    /// <summary>How many calls were made.</summary>
    public int Calls
    {
        get
        {
            var calls = 0;
            for (var i = 0; i < Attempts.Count; i++)
                calls += Attempts[i].IsSent ? 1 : 0;
            return calls;
        }
    }

    /// <summary>An exchange that ended before any call.</summary>
    public static Settlement Of(Fault fault) => new([], Usage.Unknown, fault);

    /// <summary>An exchange that no step has settled: what its attempts have shown stands.</summary>
    internal static Settlement Broken(Exchange exchange, Fault fault)
    {
        var broken = new Settlement(exchange.Trip?.Attempts ?? [], Usage.Unknown, fault);
        return broken with { Usage = broken.Answering?.Usage ?? Usage.Unknown };
    }
}
