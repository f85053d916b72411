using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;
using Parley.Routing;
using Parley.Routing.Estimates;

namespace Parley.Ledger.Budgets;

/// <summary>What a call uses: at most, before it is made; and in fact, once it has ended.</summary>
internal static class CallEstimate
{
    private const int LongAnswer = 4096;
    private const int MostChoices = 1024;
    private const double UsualTokensPerSecond = 30;

    /// <summary>
    /// What is set aside: the prompt by estimate, and as much of an answer as there may be. Where the caller does not say how much that is, money is set aside for all that the model can write, and of tokens and energy what answers seldom pass:
    /// a limit of tokens in a minute would refuse everything otherwise.
    /// </summary>
    public static CallAmounts Before(InboundRequest request, Candidate candidate, PriceOptions prices)
    {
        var (head, kind) = (request.Head, request.Operation.Codec.Kind);
        var input = kind == OperationKind.CountTokens ? 0 : Math.Max(1, head.EstimatedInputTokens);
        // Less than a token is none that anybody could be held to.
        var said = request.MaxTokens is > 0 and var limit ? limit : (long?)null;
        var choices = Math.Clamp(head.Choices, 1, MostChoices);
        var most = kind is not (OperationKind.Chat or OperationKind.FillIn) ? 0 : (said ?? candidate.MaxOutput ?? LongAnswer) * choices;
        var output = said is null ? Math.Min(most, LongAnswer * choices) : most;
        var time = TimeSpan.FromMilliseconds(candidate.LatencyMs ?? 0) + TimeSpan.FromSeconds(output / UsualTokensPerSecond);
        return new CallAmounts(input, output)
        {
            PaidOutput = most,
            Cost = kind == OperationKind.CountTokens ? default(Money) : CostOf(candidate, Estimated(input, most) with { ServiceTier = head.ServiceTier == ServiceTier.Priority ? head.ServiceTier : ServiceTier.Unknown }),
            WattHours = Energy.WattHours(candidate.PowerWatts, time),
            Prices = prices,
        };
    }

    /// <summary>What it was.</summary>
    /// <param name="expected">What was set aside.</param>
    /// <param name="outcome">How it went; null when it was broken off.</param>
    /// <param name="written">The tokens that were written, by estimate, where nobody counts them.</param>
    /// <param name="candidate">Who was asked.</param>
    public static CallAmounts After(CallAmounts expected, AttemptOutcome? outcome, long written, Candidate candidate)
    {
        var usage = Whole(outcome?.Usage ?? Usage.Unknown, expected.Input, written);
        var output = Math.Max(usage.TotalOutput, (usage.ProviderTotal ?? 0) - usage.TotalInput);
        return expected with
        {
            Input = usage.TotalInput,
            Output = output,
            Cost = expected.Cost is { Amount: 0 } ? expected.Cost : CostOf(candidate, usage),
            WattHours = outcome is null ? expected.WattHours : Energy.WattHours(candidate.PowerWatts, outcome.Duration),
        };
    }

    private static Money? CostOf(Candidate candidate, Usage usage) => candidate.PriceRow?.CostOf(usage)?.Total;

    /// <summary>The usage with estimates for what nobody counted.</summary>
    private static Usage Whole(Usage usage, long input, long written)
    {
        if (!usage.Input.IsKnown && usage.TotalInput == 0)
            usage = usage with { Input = TokenCount.Estimated(input) };
        return usage.Output.IsKnown || usage.TotalOutput > 0 ? usage : usage with { Output = TokenCount.Estimated(written) };
    }

    private static Usage Estimated(long input, long output) => new() { Input = TokenCount.Estimated(input), Output = TokenCount.Estimated(output) };

    /// <summary>Whether nothing was used: nothing was sent, or the provider refused.</summary>
    public static bool IsFree(AttemptOutcome? outcome) => outcome is { Usage.IsKnown: false, Committed: false } && (!outcome.IsSent || IsFree(outcome.Fault));

    /// <summary>Whether a call that failed so was refused, or never came to its provider. An answer that cannot be read, or tells of a failure of its work, is paid for.</summary>
    public static bool IsFree(Fault? fault) =>
        fault is { Source: FaultSource.Provider, Kind: not FaultKind.MalformedReply, Cause: not NetworkFaults.FailedInside } or { Kind: FaultKind.Connect or FaultKind.ConnectTimeout };
}
