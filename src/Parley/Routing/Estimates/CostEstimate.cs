namespace Parley.Routing.Estimates;

/// <summary>What a request will cost at a target, as far as it can be said before it is sent.</summary>
internal static class CostEstimate
{
    /// <summary>The tokens of an answer where the request sets no limit.</summary>
    private const int UsualOutput = 500;

    private const double Million = 1_000_000;

    /// <summary>The cost in US dollars; null when the price is unknown, or in a currency that cannot be compared.</summary>
    public static double? Of(RoutingContext context, Candidate candidate) => Of(context, candidate, Input(context, candidate), Output(context));

    /// <summary>The cost of so many tokens, likewise.</summary>
    public static double? Of(RoutingContext context, Candidate candidate, double input, double output)
    {
        var prices = context.Options.Prices;
        if (candidate.Price is not { } price || prices.RateOf(price.Currency) is not { } rate)
            return (double?)prices.Assumed * (input + output) / Million;
        return ((price.InputRate * input) + (price.OutputRate * output)) * rate / Million;
    }

    /// <summary>The cost in the price's own currency, where there is no exchange rate for it; null for every other.</summary>
    public static double? WithoutRate(RoutingContext context, Candidate candidate) => candidate.Price is { } price && context.Options.Prices.RateOf(price.Currency) is null
        ? ((price.InputRate * Input(context, candidate)) + (price.OutputRate * Output(context))) / Million
        : null;

    private static double Input(RoutingContext context, Candidate candidate) =>
        context.Head.EstimatedInputTokens - (Math.Min(candidate.WarmTokens, context.Head.EstimatedInputTokens) * context.Options.Affinity.Saving);

    /// <summary>The limit of a request is seldom reached, so that it says little of the cost beyond the usual length.</summary>
    private static int Output(RoutingContext context) => Math.Min(context.Head.MaxTokens ?? UsualOutput, 2 * UsualOutput);
}
