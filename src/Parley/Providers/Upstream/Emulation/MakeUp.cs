using Parley.Dialects;

namespace Parley.Providers.Upstream;

/// <summary>What makes up for a lack of the backend in another number of calls, the same for backends of every kind.</summary>
internal static class MakeUp
{
    /// <summary>Asks by way of it; null when nothing is lacking.</summary>
    /// <param name="upstream">Makes the calls.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="operation">The operation that the backend is asked for; null for one that speaks no dialect.</param>
    /// <param name="choices">How many answers the backend gives to one request.</param>
    /// <param name="stops">How many stop sequences it takes.</param>
    public static ValueTask<AttemptOutcome?> SendAsync(IUpstream upstream, Attempt attempt, Operation? operation, int choices, int stops)
    {
        if (!ReferenceEquals(operation, attempt.Request.Operation) && NoModel.AnswerTo(attempt) is { } reply)
            return NoModel.SendAsync(attempt, reply, attempt.Target.Model)!;
        if (NoTokens.AreAsked(attempt, operation))
            return NoTokens.AnswerAsync(attempt, attempt.Target.Model)!;
        if (ManyChoices.AreNeeded(attempt, choices))
            return ManyChoices.SendAsync(upstream, attempt)!;
        if (StopWords.AreNeeded(attempt, stops))
            return StopWords.SendAsync(upstream, attempt, stops)!;
        return default;
    }
}
