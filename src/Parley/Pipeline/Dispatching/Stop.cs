using Parley.Dialects.Conversation;
using Parley.Resilience;
using Parley.Routing;

namespace Parley.Pipeline.Dispatching;

/// <summary>A target of an exchange, and what has become of asking it.</summary>
internal sealed class Stop(Candidate candidate)
{
    public Candidate Candidate => candidate;

    /// <summary>How often it was asked.</summary>
    public int Tries { get; private set; }

    /// <summary>Whether it had no room when it was its turn, and others went before it.</summary>
    public bool IsPutOff { get; private set; }

    /// <summary>Whether its last attempt may wait, or might have waited, for room.</summary>
    public bool MayWait { get; set; }

    /// <summary>Whether it was configured for a kind of fault.</summary>
    public bool IsFallback { get; init; }

    /// <summary>How it failed last; null when it was not asked, or answers right now.</summary>
    public Fault? Fault { get; private set; }

    /// <summary>What may help against that.</summary>
    public Remedy Remedy { get; private set; }

    /// <summary>How often it is asked again; null before it has failed.</summary>
    public RetryPolicy? Policy { get; private set; }

    /// <summary>How many keys it has besides those that were taken.</summary>
    public int MoreKeys { get; private set; } = candidate.Target.Backend.Keyed.Length - 1;

    /// <summary>Whether it is worth asking once more after a while.</summary>
    public bool MayRecover => Fault is { Code: not Admission.Refused } && Remedy == Remedy.Retry && Tries < Policy!.MaxAttempts;

    /// <summary>It is asked now.</summary>
    public Candidate Take()
    {
        Tries++;
        return candidate;
    }

    /// <summary>It is asked now with another key, which is no further try.</summary>
    public Candidate TakeKey()
    {
        MoreKeys--;
        return candidate;
    }

    /// <summary>It had no room: it is as if it had not been asked.</summary>
    public void PutOff() => (Tries, IsPutOff) = (0, true);

    /// <summary>It has failed.</summary>
    public void Failed(Fault fault, RetryPolicy policy) =>
        (Fault, Policy, Remedy) = (fault, policy, policy.RemedyOf(fault, FaultTable.Of(fault)));
}

/// <summary>What an attempt may do that begins now.</summary>
[Flags]
internal enum Leave
{
    /// <summary>Somebody else may be better: it goes at once, or not at all.</summary>
    None = 0,

    /// <summary>It may wait for room within the limits of its backend.</summary>
    Wait = 1,

    /// <summary>No breaker is in its way.</summary>
    Insist = 2,

    /// <summary>Nobody else is left.</summary>
    All = Wait | Insist,
}
