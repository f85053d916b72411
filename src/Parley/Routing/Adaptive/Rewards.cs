using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;
using Parley.Resilience;
using Parley.Routing.Estimates;

namespace Parley.Routing.Adaptive;

/// <summary>What an attempt was worth, as far as it shows without a judge, and what it did cost.</summary>
internal static class Rewards
{
    // An answer that nobody judged leaves room for one that somebody praises.
    private const double Answered = 0.8;
    private const double CutShort = 0.6;
    private const double Declined = 0.2;

    /// <summary>From 0 to 1; null where it says nothing of the target: the caller's own mistake or own key, or one who went away.</summary>
    public static double? Of(AttemptOutcome attempt) => attempt switch
    {
        { IsSent: false } => null,
        { Fault: { } ofKey, Target.Backend.IsOfOneCall: true } when KeyPool.IsOfKey(ofKey.Kind) => null,
        { Fault: { } fault } => TargetState.IsOwn(fault) ? 0 : null,
        { Finish.Reason: FinishReason.ContentFilter or FinishReason.Refusal } => Declined,
        { Finish.Reason: FinishReason.Length or FinishReason.ContextWindow } => CutShort,
        { Finish.Reason: FinishReason.MalformedToolCall } => 0,
        _ => Answered,
    };

    /// <summary>What an attempt did cost in US dollars, by the price that the decision saw; 0 where no price is known.</summary>
    public static double CostOf(AttemptOutcome attempt, RoutingDecision decision) =>
        decision.CandidateOf(attempt.Target) is { } candidate ? CostEstimate.Of(decision.Context, candidate, Read(attempt.Usage), Written(attempt.Usage)) ?? 0 : 0;

    private static long Read(Usage usage) => usage.Input.Tokens + usage.CacheRead.Tokens + usage.CacheWrite5m.Tokens + usage.CacheWrite1h.Tokens + usage.AudioInput.Tokens + usage.ImageInput.Tokens;

    private static long Written(Usage usage) => usage.Output.Tokens + usage.Reasoning.Tokens + usage.AudioOutput.Tokens;
}
