using System.Globalization;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Ledger.Budgets;

/// <summary>
/// What callers are told of the gateway's own limits. What is there again within a minute, or when another request ends, is a rate limit, which clients wait for; a budget that is used up is a quota, and says that trying again does not help:
/// some clients look at <c>x-should-retry</c>, others at the code, all at the status.
/// </summary>
internal static class BudgetFaults
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan UntilOneEnds = TimeSpan.FromSeconds(1);

    /// <summary>No client tries this status again, whether it looks at the header or not.</summary>
    private const int UsedUp = 402;

    /// <summary>The code of a session that has used up what it may.</summary>
    public const string SessionLimit = "session_limit";

    /// <summary>The refusal of a request or a call.</summary>
    public static Fault Of(BudgetRefusal refusal)
    {
        var rule = refusal.Rule;
        if (rule.Window?.Period == BudgetPeriod.Session)
            return new Fault(FaultKind.Quota, $"{Says(refusal)} Begin a new session.") { Code = SessionLimit, Cause = NetworkFaults.OwnLimit };
        TimeSpan? wait = refusal.IsForGood ? null : refusal.IsSetAside ? UntilOneEnds : refusal.FreeAt - refusal.Now;
        var isQuota = IsQuota(rule) && !refusal.IsSetAside;
        var helps = !isQuota && wait <= LongestWait;
        return new Fault(isQuota ? FaultKind.Quota : FaultKind.RateLimit, $"{Says(refusal)} {Reset(refusal, wait)}")
        {
            Code = isQuota ? "insufficient_quota" : "rate_limit_exceeded",
            Cause = NetworkFaults.OwnLimit,
            Status = isQuota ? UsedUp : FaultStatus.Of(FaultKind.RateLimit),
            RetryAfter = wait,
            Headers = [new("x-should-retry", helps ? "true" : "false"), new("x-parley-limit", NameOf(rule))],
        };
    }

    /// <summary>The end of an answer that would pass a limit by far.</summary>
    public static Fault Cut(BudgetRefusal refusal) => new(FaultKind.Quota, $"The answer was cut off: {Says(refusal)}")
    {
        Code = "budget_exceeded",
        Cause = NetworkFaults.OwnLimit,
        Status = IsQuota(refusal.Rule) ? UsedUp : FaultStatus.Of(FaultKind.Quota),
    };

    /// <summary>Whether a fault is one of these.</summary>
    public static bool IsOwn(Fault? fault) => fault?.Cause == NetworkFaults.OwnLimit;

    /// <summary>Money, energy and what lasts a day or longer are not waited for.</summary>
    private static bool IsQuota(BudgetRule rule) => rule.Measure is BudgetMeasure.Money or BudgetMeasure.WattHours || rule.Window?.Period >= BudgetPeriod.Day;

    private static string Says(BudgetRefusal refusal)
    {
        var rule = refusal.Rule;
        var name = rule.Name.Length == 0 ? "" : $" (limit '{rule.Name}')";
        var limit = $"The gateway's limit for {BudgetWords.Whom(rule, refusal.Names)} is {rule.Says}{name}";
        if (refusal.Asked is not { } asked)
            return $"{limit}, and what this request costs is unknown.";
        if (asked > rule.Limit)
            return $"{limit}, and this request may take {BudgetWords.Amount(rule, asked)} by itself.";
        if (rule.Measure is BudgetMeasure.Requests or BudgetMeasure.Concurrent)
            return $"{limit}, which is reached.";
        // What others use of a limit that they share is not for every caller to know.
        if (!rule.For.Any(static match => match.Scope is BudgetScope.Key or BudgetScope.Session) || rule.IsShared)
            return $"{limit}, and what is left does not suffice for this request, which may take {BudgetWords.Amount(rule, asked)}.";
        return $"{limit}: {Number(refusal.Spent)} are used, {Number(refusal.Reserved)} set aside for requests that run, and this one may take {Number(asked)}.";
    }

    private static string Reset(BudgetRefusal refusal, TimeSpan? wait)
    {
        if (refusal.Asked is null)
            return "Another model may have a known price.";
        if (refusal.IsSetAside)
            return "There is room when one of those ends.";
        return wait is { } time
            ? string.Create(CultureInfo.InvariantCulture, $"There is room in {Math.Ceiling(time.TotalSeconds)} s, at {(refusal.Now + time).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}.")
            : "Ask for less at once, such as a smaller max_tokens.";
    }

    private static string NameOf(BudgetRule rule)
    {
        var name = rule.Name.Length == 0 ? rule.Says : rule.Name;
        return string.Create(name.Length, name, static (safe, name) =>
        {
            for (var i = 0; i < name.Length; i++)
                safe[i] = name[i] is >= ' ' and <= '~' ? name[i] : '_';
        });
    }

    private static string Number(decimal amount) => amount.ToString("0.######", CultureInfo.InvariantCulture);
}
