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
    private const double UsualTokensPerSecond = 30;

    /// <summary>What is set aside: the prompt by estimate, and as much of an answer as there may be.</summary>
    public static CallAmounts Before(InboundRequest request, Candidate candidate, PriceOptions prices)
    {
        var (head, kind) = (request.Head, request.Operation.Codec.Kind);
        var output = kind != OperationKind.Chat ? 0 : head.MaxTokens ?? candidate.Model.MaxOutput ?? LongAnswer;
        var time = TimeSpan.FromMilliseconds(candidate.LatencyMs ?? 0) + TimeSpan.FromSeconds(output / UsualTokensPerSecond);
        return new CallAmounts(kind == OperationKind.CountTokens ? 0 : Math.Max(1, head.EstimatedInputTokens), output)
        {
            Price = candidate.Price,
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
        var usage = outcome?.Usage ?? Usage.Unknown;
        var (input, output) = usage.IsKnown ? (usage.TotalInput, Math.Max(usage.TotalOutput, (usage.ProviderTotal ?? 0) - usage.TotalInput)) : (expected.Input, written);
        return expected with
        {
            Input = usage.IsKnown && !usage.Input.IsKnown && input == 0 ? expected.Input : input,
            Output = usage.IsKnown && !usage.Output.IsKnown && output == 0 ? written : output,
            WattHours = outcome is null ? expected.WattHours : Energy.WattHours(candidate.PowerWatts, outcome.Duration),
        };
    }

    /// <summary>Whether nothing was used: nothing was sent, or the provider refused.</summary>
    public static bool IsFree(AttemptOutcome? outcome)
    {
        if (outcome is null || outcome.Usage.IsKnown || outcome.Committed)
            return false;
        return !outcome.IsSent || outcome.Fault is { Source: FaultSource.Provider } or { Kind: FaultKind.Connect or FaultKind.ConnectTimeout };
    }
}
