using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Configuration.Validators;

/// <summary>Limits say how much, in what time, and no two say the same.</summary>
internal sealed class BudgetValidator : IValidator
{
    private static readonly string[] Amounts = ["requests", "tokens", "usd", "money", "wh", "concurrent"];

    public void Check(GatewayOptions options, Catalog catalog, ProblemList problems)
    {
        var said = new Dictionary<string, LimitRuleOptions>(StringComparer.Ordinal);
        foreach (var rule in options.Limits)
        {
            CheckAmounts(rule, problems);
            if (!CheckZone(rule, problems))
                continue;
            foreach (var one in rule.Compile())
            {
                if (!said.TryAdd(one.Identity, rule))
                    problems.Add(new Problem(ProblemCode.SameName, $"two limits count the same ({BudgetWords.MeasureOf(one.Measure)})", Place.Of(rule.Node, "for")) { Hint = "keep the smaller", Notes = Place.NoteOf(Place.Of(said[one.Identity].Node)) });
            }
            foreach (var match in rule.For)
                CheckMatch(match, rule, options, problems);
        }
        CheckSessions(options, problems);
        CheckWebhook(options, problems);
    }

    private static void CheckSessions(GatewayOptions options, ProblemList problems)
    {
        var node = options.Node?.Find("sessions")?.Value as Reading.ConfigMap;
        if (options.Sessions is { Currency.Length: not 3 } sessions)
            problems.Add(new Problem(ProblemCode.NotAllowed, $"`{sessions.Currency}` is no currency", Place.Of(node, "currency")) { Hint = "three letters, such as USD" });
        if (options.Sessions is { MaxCost: null, MaxTurns: null, MaxTime: null, MaxRepeats: null, FromPrefix: false })
            problems.Add(new Problem(ProblemCode.WithoutEffect, "nothing of sessions is limited", Place.Of(node)) { Severity = Severity.Warning, Hint = "add `max_cost`, `max_turns`, `max_seconds` or `max_repeats`" });
    }

    private static void CheckAmounts(LimitRuleOptions rule, ProblemList problems)
    {
        var hasWindowed = rule.Requests is not null || rule.Tokens is not null || rule.Money is not null || rule.WattHours is not null;
        // What could not be read was told before.
        if (!hasWindowed && rule.Concurrent is null && !IsSaid(rule, Amounts))
            problems.Add(new Problem(ProblemCode.Missing, "the limit has no amount", Place.Of(rule.Node)) { Hint = "add `requests`, `tokens`, `usd`, `money`, `wh` or `concurrent`" });
        if (hasWindowed && rule.Per is null && !IsSaid(rule, "per"))
            problems.Add(new Problem(ProblemCode.Missing, "the limit has no window", Place.Of(rule.Node, "requests", "tokens", "usd", "money", "wh")) { Hint = "add `per: minute`, `hour`, `day` or `month`" });
        if (rule.Currency.Length != 3)
            problems.Add(new Problem(ProblemCode.NotAllowed, $"`{rule.Currency}` is no currency", Place.Of(rule.Node, "currency")) { Hint = "three letters, such as USD" });
    }

    private static bool IsSaid(LimitRuleOptions rule, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (rule.Node?.Find(field) is not null)
                return true;
        }
        return false;
    }

    /// <summary>False when the rule cannot be compiled.</summary>
    private static bool CheckZone(LimitRuleOptions rule, ProblemList problems)
    {
        var isCalendar = rule.IsCalendar ?? rule.Per >= BudgetPeriod.Day;
        if (rule.TimeZone is null)
            return true;
        if (!isCalendar)
            problems.Add(new Problem(ProblemCode.WithoutEffect, "a window that rolls has no time zone", Place.Of(rule.Node, "time_zone")) { Severity = Severity.Warning, Hint = "add `window: calendar`" });
        if (TimeZoneInfo.TryFindSystemTimeZoneById(rule.TimeZone, out _))
            return true;
        var near = NearNames.Closest(rule.TimeZone, TimeZoneInfo.GetSystemTimeZones().Select(static zone => zone.Id));
        problems.Add(new Problem(ProblemCode.NotAllowed, $"time zone `{rule.TimeZone}` does not exist here", Place.Of(rule.Node, "time_zone")) { Hint = near is null ? "write an IANA name such as Europe/Berlin" : $"did you mean `{near}`?" });
        return false;
    }

    /// <summary>A name that nobody has limits nobody, which is likely a slip. Keys and their teams may be in the store, which is not asked here: only what is nearly a name of the configuration is told then.</summary>
    private static void CheckMatch(BudgetMatch match, LimitRuleOptions rule, GatewayOptions options, ProblemList problems)
    {
        IEnumerable<string> known = match.Scope switch
        {
            BudgetScope.Key => options.Keys.Select(static key => key.Name),
            BudgetScope.Team => options.Keys.Select(static key => key.Team).OfType<string>(),
            BudgetScope.Backend => options.Backends.Select(static backend => backend.Id).Concat(options.InProcess.Select(static code => code.Id)),
            _ => [match.Pattern.Pattern],
        };
        if (known.Any(name => match.Pattern.Matches(name)) || (match.Scope == BudgetScope.Backend && catalogTarget(options, match)))
            return;
        var (word, near) = (BudgetWords.ScopeOf(match.Scope), NearNames.Closest(match.Pattern.Pattern, known));
        if (near is null && match.Scope is BudgetScope.Key or BudgetScope.Team && !HasNoStore(options))
            return;
        problems.Add(new Problem(ProblemCode.WithoutEffect, $"no {word} is called `{match.Pattern}`", Place.Of(rule.Node, "for")) { Severity = Severity.Warning, Hint = near is null ? "" : $"did you mean `{near}`?" });

        // Targets may name providers of the catalog that no entry of `backends` has.
        static bool catalogTarget(GatewayOptions options, BudgetMatch match) =>
            options.Models.Any(model => model.Targets.Any(target => match.Pattern.Matches(target.Text.Split('/')[0])));
    }

    private static bool HasNoStore(GatewayOptions options) => "none".Equals(options.Store?.Value?.Reveal(), StringComparison.OrdinalIgnoreCase);

    private static void CheckWebhook(GatewayOptions options, ProblemList problems)
    {
        if (options.LimitsWebhook is { } text && !(Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            problems.Add(new Problem(ProblemCode.BadAddress, $"`{text}` is no address", Place.Of(options.Node, "limits_webhook")) { Hint = "write https://host/path" });
    }
}
