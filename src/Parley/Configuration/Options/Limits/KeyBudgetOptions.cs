using System.Collections.Immutable;

namespace Parley.Configuration.Options;

/// <summary>Limits of one key, in short.</summary>
public sealed record KeyBudgetOptions
{
    /// <summary>Requests in a minute.</summary>
    public long? RequestsPerMinute { get; init; }

    /// <summary>Tokens in a minute.</summary>
    public long? TokensPerMinute { get; init; }

    /// <summary>Requests in a day of the calendar, in UTC.</summary>
    public long? RequestsPerDay { get; init; }

    /// <summary>Requests at one time.</summary>
    public int? Concurrent { get; init; }

    /// <summary>Money in a window.</summary>
    public MoneyBudget? Budget { get; init; }

    /// <summary>The limits of a key.</summary>
    /// <param name="key">The key's name.</param>
    public ImmutableArray<BudgetRule> Compile(string key)
    {
        var rules = ImmutableArray.CreateBuilder<BudgetRule>();
        Add("rpm", BudgetMeasure.Requests, RequestsPerMinute, BudgetPeriod.Minute);
        Add("tpm", BudgetMeasure.Tokens, TokensPerMinute, BudgetPeriod.Minute);
        Add("rpd", BudgetMeasure.Requests, RequestsPerDay, BudgetPeriod.Day);
        Add("concurrent", BudgetMeasure.Concurrent, Concurrent, null);
        Add("budget", BudgetMeasure.Money, Budget?.Amount, Budget?.Per);
        return rules.DrainToImmutable();

        void Add(string word, BudgetMeasure measure, decimal? limit, BudgetPeriod? per)
        {
            if (limit is not { } most)
                return;
            rules.Add(new BudgetRule
            {
                Name = $"{word} of {key}",
                For = [new BudgetMatch(BudgetScope.Key, new Glob(key))],
                Measure = measure,
                Limit = most,
                Currency = measure == BudgetMeasure.Money ? Budget!.Currency : null,
                Window = per is { } period ? new BudgetWindow(period, period >= BudgetPeriod.Day ? TimeZoneInfo.Utc : null) : null,
                IsOwn = true,
            });
        }
    }
}

/// <summary>So much money in a window.</summary>
/// <param name="Amount">The most.</param>
/// <param name="Currency">Its currency, ISO 4217, upper case.</param>
/// <param name="Per">The window; days and months are those of the calendar, in UTC.</param>
public sealed record MoneyBudget(decimal Amount, string Currency, BudgetPeriod Per);
