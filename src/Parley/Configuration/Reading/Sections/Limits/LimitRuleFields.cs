using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of an entry of <c>limits</c>.</summary>
internal static class LimitRuleFields
{
    /// <summary>Adds what callers and sessions may use.</summary>
    public static FieldList<GatewayOptions> AddLimits(this FieldList<GatewayOptions> fields) => fields
        .Add("limits", Kinds.ListOf(Kinds.Group(Shape, node => new LimitRuleOptions { Node = node })), (options, list) => options with { Limits = list },
            "How much may be used, by whom, in what time: requests, tokens, money, energy.")
        .Group("sessions", SessionFields.Shape, options => options.Sessions ?? new SessionOptions(), (options, sessions) => options with { Sessions = sessions },
            "What one session may use, and when it has run in circles.")
        .Add("limits_webhook", Kinds.Text, (options, text) => options with { LimitsWebhook = text }, "The address that is told, by a POST of JSON, of limits that are nearly used up.");

    public static Shape<LimitRuleOptions> Shape { get; } = new(new FieldList<LimitRuleOptions>()
        .Add("name", Kinds.Text, (rule, text) => rule with { Name = text }, "Your name for it, shown in refusals and reports.")
        .Add("for", new LimitScopeKind(), (rule, matches) => rule with { For = matches }, "Whom it is for: global, or one or more of key, team, tag, session, model and backend with a pattern. Each that a pattern matches has a limit of its own.")
        .Add("requests", Kinds.WholeLong(1), (rule, number) => rule with { Requests = number }, "The most requests.")
        .Add("tokens", Kinds.WholeLong(1), (rule, number) => rule with { Tokens = number }, "The most tokens, read and written.")
        .Add("money", Kinds.Amount, (rule, amount) => rule with { Money = amount }, "The most money, in the currency.")
        .Add("usd", Kinds.Amount, (rule, amount) => rule with { Money = amount, Currency = "USD" }, "The most money, in US dollars.", setting: "money")
        .Add("currency", Kinds.Text, (rule, text) => rule with { Currency = text.ToUpperInvariant() }, "The currency of money, as three letters. Without it US dollars.")
        .Add("wh", Kinds.Amount, (rule, amount) => rule with { WattHours = amount }, "The most energy, in watt-hours.")
        .Add("concurrent", Kinds.Whole(1), (rule, number) => rule with { Concurrent = number }, "The most requests at one time.")
        .Add("per", Kinds.Choice(["minute", "hour", "day", "month"], [BudgetPeriod.Minute, BudgetPeriod.Hour, BudgetPeriod.Day, BudgetPeriod.Month]), (rule, period) => rule with { Per = period }, "The window in which the amounts count.")
        .Add("window", Kinds.Choice(["rolling", "calendar"], [false, true]), (rule, flag) => rule with { IsCalendar = flag }, "Whether the window rolls or is that of the calendar. Without it minutes and hours roll, days and months are those of the calendar.")
        .Add("time_zone", Kinds.Text, (rule, text) => rule with { TimeZone = text }, "The time zone of the calendar: Europe/Berlin. Without it UTC.")
        .Add("soft", Kinds.Flag, (rule, flag) => rule with { IsSoft = flag }, "Whether it only warns and refuses nothing.")
        .Add("warn_at", new NumberKind<decimal>(0, 1), (rule, share) => rule with { WarnAt = share }, "The share of the limit from which it warns, once in each window.")
        .Add("shared", Kinds.Flag, (rule, flag) => rule with { IsShared = flag }, "Whether all that the pattern matches share one limit.")
        .Add("unknown_price", Kinds.Choice<UnknownPricePolicy>(), (rule, policy) => rule with { UnknownPrice = policy }, "What a limit of money or energy does where price or watts are unknown: allow counts such calls apart, reject refuses the target. What stands for unknown prices is said by routing.prices.unknown."));
}

/// <summary>The fields of an entry of <c>keys</c> that limit it.</summary>
internal static class KeyBudgetFields
{
    /// <summary>Adds them.</summary>
    public static FieldList<KeyOptions> AddBudgets(this FieldList<KeyOptions> fields) => fields
        .Add("team", Kinds.Text, (key, text) => key with { Team = text }, "The team that it belongs to, for limits and costs.")
        .Add("request_tags", Kinds.ListOf(new TagKind()), (key, list) => key with { RequestTags = list }, "Tags that all its requests have, for limits and costs.")
        .Add("rpm", Kinds.WholeLong(1), (key, number) => key with { Budgets = key.Budgets with { RequestsPerMinute = number } }, "The most requests in a minute.")
        .Add("tpm", Kinds.WholeLong(1), (key, number) => key with { Budgets = key.Budgets with { TokensPerMinute = number } }, "The most tokens in a minute, read and written.")
        .Add("rpd", Kinds.WholeLong(1), (key, number) => key with { Budgets = key.Budgets with { RequestsPerDay = number } }, "The most requests in a day, in UTC.")
        .Add("concurrent", Kinds.Whole(1), (key, number) => key with { Budgets = key.Budgets with { Concurrent = number } }, "The most requests at one time.")
        .Add("budget", new MoneyBudgetKind(), (key, budget) => key with { Budgets = key.Budgets with { Budget = budget } }, "The most money: 10 usd/month. Days and months are those of the calendar, in UTC.");
}
