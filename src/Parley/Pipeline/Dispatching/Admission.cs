using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;
using Parley.Resilience;

namespace Parley.Pipeline.Dispatching;

/// <summary>Lets an attempt at a backend with limits go in its turn, and settles what it used.</summary>
internal static class Admission
{
    /// <summary>The code of a refusal.</summary>
    public const string Refused = "backend_limit";

    /// <summary>Where what calls with keys of their own use is put down: no key of the configuration has such a name.</summary>
    private const string Guests = "\0guests";

    /// <summary>Takes of the limits what the attempt will need.</summary>
    /// <param name="gate">The backend's gate.</param>
    /// <param name="policy">What its operator allows.</param>
    /// <param name="trip">The exchange.</param>
    /// <param name="attempt">The attempt; its clocks stand still while it waits.</param>
    /// <param name="waits">Whether it waits for its turn; false where somebody else may be free.</param>
    /// <returns>What was taken, null when it may not go; and then why.</returns>
    public static async ValueTask<(Reservation? Taken, Fault? Refusal)> EnterAsync(LimitGate gate, LimitPolicy policy, Trip trip, Attempt attempt, bool waits)
    {
        var ask = AskOf(trip, attempt.Target);
        var taken = gate.TryTake(policy, ask) ?? await WaitAsync(gate, policy, waits ? ask : ask with { Patience = TimeSpan.Zero }, attempt).ConfigureAwait(false);
        if (taken is not null)
            return (taken, null);
        return (null, attempt.Deadlines.Token.IsCancellationRequested ? NetworkFaults.Ended(attempt) : Refusal(attempt, policy, gate.FullnessFor(policy, ask), waits ? ask.Patience : null));
    }

    /// <summary>Counts an attempt where limits were only learned: they say who comes first, and of the last the provider itself may say that it has no room.</summary>
    public static void Count(LimitGate gate, Trip trip, Attempt attempt) => gate.Count(AskOf(trip, attempt.Target));

    /// <summary>The tokens that count for an attempt; null where nobody knows, so that the estimate stays.</summary>
    /// <param name="outcome">How it went; null when it came to no call.</param>
    public static long? UsedBy(AttemptOutcome? outcome)
    {
        if (outcome is null)
            return 0;
        var usage = outcome.Usage;
        if (usage.IsKnown)
            return Math.Max(usage.ProviderTotal ?? 0, usage.TotalInput + usage.TotalOutput);
        // Of what was refused, or did not reach the provider, nothing is counted there.
        return outcome.Fault is { } fault && (fault.Source == FaultSource.Provider || fault.Kind is FaultKind.Connect or FaultKind.ConnectTimeout || fault.Code == AttemptRunner.Resting) ? 0 : null;
    }

    private static async ValueTask<Reservation?> WaitAsync(LimitGate gate, LimitPolicy policy, LimitAsk ask, Attempt attempt)
    {
        var turn = gate.TakeAsync(policy, ask, attempt.Deadlines.Token);
        if (turn.IsCompleted)
            return await turn.ConfigureAwait(false);
        var clocks = attempt.Deadlines as Deadlines;
        clocks?.Hold();
        try
        {
            return await turn.ConfigureAwait(false);
        }
        finally
        {
            attempt.Queued = attempt.Deadlines.Elapsed;
            clocks?.Go();
        }
    }

    private static LimitAsk AskOf(Trip trip, Target target) => new(target.Backend.IsOfGuest ? Guests : target.Backend.Key?.Name ?? "", target.Model, TokensOf(trip))
    {
        Priority = (int)trip.Exchange.Wishes.Priority,
        Caller = trip.Exchange.Caller?.Name ?? "",
        Patience = trip.Left,
    };

    /// <summary>How many tokens an exchange will take, by estimate.</summary>
    public static long TokensOf(Trip trip) => LimitAsk.TokensOf(trip.Exchange.Request.Head, trip.Exchange.Request.Operation.Codec.Kind);

    /// <summary>What is full, for how long, and why that is not waited for; nothing of that last where it is somebody else's turn.</summary>
    private static Fault Refusal(Attempt attempt, LimitPolicy policy, LimitFullness full, TimeSpan? patience)
    {
        var key = attempt.Target.Backend.Key is { } taken ? $" with the key {taken.Name}" : "";
        var queue = patience is { } own ? $", and {full.WhyNotWaiting(policy, own, hasWaited: attempt.Queued > TimeSpan.Zero)}" : "";
        return new Fault(FaultKind.RateLimit, $"{attempt.Target}{key} {full.Says(policy)}{queue}.") { Code = Refused, Backend = attempt.Target.Backend.Id, RetryAfter = full.FreeIn };
    }
}
