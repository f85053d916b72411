using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Pipeline;

/// <summary>How an exchange ended. Returned through the same steps that it went down by, before the last byte is released.</summary>
/// <param name="Attempts">Every call that was made, in order.</param>
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

    /// <summary>An exchange that ended before any call.</summary>
    public static Settlement Of(Fault fault) => new([], Usage.Unknown, fault);
}
