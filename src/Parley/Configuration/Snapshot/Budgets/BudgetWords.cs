using System.Globalization;

namespace Parley.Configuration;

/// <summary>Says limits in words.</summary>
internal static class BudgetWords
{
    /// <summary>The limit and its window: <c>60 requests a minute</c>.</summary>
    public static string Of(BudgetRule rule) => rule.Window is { } window ? $"{Amount(rule, rule.Limit)} {Every(window)}" : Amount(rule, rule.Limit);

    /// <summary>Whom a rule is for, with the name that was matched: <c>key alice</c>.</summary>
    public static string Whom(BudgetRule rule, IReadOnlyList<string> names) => rule.For.IsEmpty
        ? "the whole gateway"
        : string.Join(" and ", rule.For.Zip(names, static (match, name) => $"the {ScopeOf(match.Scope)} '{name}'"));

    /// <summary>An amount of what is counted.</summary>
    public static string Amount(BudgetRule rule, decimal amount)
    {
        var number = amount.ToString("0.######", CultureInfo.InvariantCulture);
        return rule.Measure switch
        {
            BudgetMeasure.Requests => $"{number} {(amount == 1 ? "request" : "requests")}",
            BudgetMeasure.Tokens => $"{number} {(amount == 1 ? "token" : "tokens")}",
            BudgetMeasure.Money => $"{number} {rule.Currency}",
            BudgetMeasure.WattHours => $"{number} Wh",
            _ => $"{number} {(amount == 1 ? "request" : "requests")} at one time",
        };
    }

    /// <summary>The word of a scope, as configurations have it.</summary>
    public static string ScopeOf(BudgetScope scope) => scope switch
    {
        BudgetScope.Key => "key",
        BudgetScope.Team => "team",
        BudgetScope.Tag => "tag",
        BudgetScope.Session => "session",
        BudgetScope.Model => "model",
        _ => "backend",
    };

    /// <summary>The word of a measure.</summary>
    public static string MeasureOf(BudgetMeasure measure) => measure switch
    {
        BudgetMeasure.Requests => "requests",
        BudgetMeasure.Tokens => "tokens",
        BudgetMeasure.Money => "money",
        BudgetMeasure.WattHours => "wh",
        _ => "concurrent",
    };

    private static string Every(BudgetWindow window) => window.Period switch
    {
        BudgetPeriod.Minute => "a minute",
        BudgetPeriod.Hour => "an hour",
        BudgetPeriod.Day => "a day",
        BudgetPeriod.Session => "in a session",
        _ => window.Zone is null ? "in thirty days" : "a month",
    };
}
