using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Ledger.Budgets;
using Parley.Providers.Upstream;
using Parley.Routing;

namespace Parley.Pipeline.Accounts;

/// <summary>What calls cost, by the price that the decision knew: also those that failed, lost against another or did not convince, for the provider is paid for them too.</summary>
internal static class CallCost
{
    /// <summary>
    /// The cost of a call; null where the price or a number of tokens is unknown, which is not free. What lost or failed before it said anything wrote nothing. Free is what the provider refused, and counting tokens.
    /// </summary>
    public static Cost? Of(RoutingDecision decision, AttemptOutcome attempt) => Of(decision, attempt.Usage, attempt);

    /// <summary>The same, for what it used as far as that is known by now.</summary>
    public static Cost? Of(RoutingDecision decision, Usage usage, AttemptOutcome attempt) =>
        decision.Context.Kind == OperationKind.CountTokens || CallEstimate.IsFree(attempt) ? Free(PriceOf(decision, attempt.Target)?.Currency) :
        PriceOf(decision, attempt.Target) is { Rates: var rates } row && IsCounted(usage.Input, rates.Input) && (attempt.Fault is not null || IsCounted(usage.Output, rates.Output)) ? row.CostOf(usage) : null;

    /// <summary>The cost of a call of which only the beginning is known: what it was asked, by estimate.</summary>
    public static Cost? OfBegun(RoutingDecision decision, Usage usage, Target target) => PriceOf(decision, target)?.CostOf(usage);

    /// <summary>What costs nothing.</summary>
    /// <param name="currency">The currency that it would have cost something in; US dollars where nobody knows.</param>
    public static Cost Free(string? currency) => new([], new Money(0, currency ?? "USD"), "", IsEstimated: false);

    /// <summary>What the provider's cache saved against the same tokens uncached, in the currency of the cost; null where it served none.</summary>
    public static decimal? SavedByCache(RoutingDecision decision, AttemptOutcome attempt, Cost cost)
    {
        var usage = attempt.Usage;
        if (usage.CacheRead.Tokens == 0)
            return null;
        var uncached = usage with { Input = usage.Input.Plus(usage.CacheRead), CacheRead = default };
        return PriceOf(decision, attempt.Target)?.CostOf(uncached)?.Total.Amount - cost.Total.Amount;
    }

    /// <summary>What the first of the remote targets that could have been asked takes for the same tokens, less what the call cost, in US dollars; null where there is none whose price is known in dollars.</summary>
    public static decimal? SavedLocally(RoutingDecision decision, AttemptOutcome attempt, Cost? cost)
    {
        if (cost is { Total: { Amount: not 0, Currency: not "USD" } })
            return null;
        foreach (var candidate in decision.Ranked)
        {
            if (!Entries.IsLocal(candidate.Target.Backend) && candidate.PriceRow?.CostOf(attempt.Usage) is { Total: { Currency: "USD", Amount: var amount } })
                return amount - (cost?.Total.Amount ?? 0);
        }
        return null;
    }

    /// <summary>Whether nobody has to count a kind of tokens, or somebody has.</summary>
    private static bool IsCounted(TokenCount count, decimal? rate) => rate is null || count.IsKnown;

    /// <summary>The price that the decision knew of a call's target; null when unknown.</summary>
    private static PriceRow? PriceOf(RoutingDecision decision, Target target) =>
        decision.CandidateOf(target)?.PriceRow ?? target.PriceAt(DateOnly.FromDateTime(decision.Context.Now.UtcDateTime));
}
