using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Pipeline.Accounts;

/// <summary>What a call cost by a price for tokens read and written.</summary>
internal static class CallPrice
{
    private const decimal Million = 1_000_000;

    /// <summary>The cost; null where the price or a number of tokens is unknown, which is not free.</summary>
    public static Cost? Of(TokenPrice? price, AttemptOutcome outcome)
    {
        var usage = outcome.Usage;
        if (price is null || !usage.Input.IsKnown)
            return null;
        // What lost or failed before it said anything wrote nothing.
        if (!usage.Output.IsKnown && outcome.Fault is null)
            return null;
        var (input, output) = (Line("input", usage.TotalInput, price.Input), Line("output", usage.TotalOutput, price.Output));
        var isEstimated = usage.Input.Quality == TokenCountQuality.Estimated || usage.Output.Quality == TokenCountQuality.Estimated;
        return new Cost([input, output], new Money(input.Amount + output.Amount, price.Currency), "", isEstimated);
    }

    private static CostLine Line(string bucket, long tokens, decimal rate) => new(bucket, tokens, rate, tokens * rate / Million);
}
