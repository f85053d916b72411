using Parley.Configuration;

namespace Parley.Ledger.Budgets;

/// <summary>What one key, team, session and so on has used of one limit, and what is set aside for requests that run. Its state's lock guards it.</summary>
/// <param name="rule">The limit; another amount may be put in its place.</param>
/// <param name="id">What tells it from others of the same limit.</param>
/// <param name="names">What the parts of the rule have matched.</param>
internal sealed class Meter(BudgetRule rule, string id, IReadOnlyList<string> names)
{
    private readonly Spending? _spending = rule.Window is { } window ? Spending.Of(window) : null;
    private DateTimeOffset _quietUntil;
    private DateTimeOffset _silentUntil;

    /// <summary>The limit, as it was configured last.</summary>
    public BudgetRule Rule { get; set; } = rule;

    /// <summary>What tells it from others of the same limit.</summary>
    public string Id { get; } = id;

    /// <summary>Whether it was let go since it said nothing.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>What the parts of the rule have matched.</summary>
    public IReadOnlyList<string> Names { get; } = names;

    /// <summary>What is set aside.</summary>
    public decimal Reserved { get; set; }

    /// <summary>How many calls were let through whose price or energy nobody knew.</summary>
    public long Unpriced { get; set; }

    /// <summary>What this gateway holds of it; null where it is the only one.</summary>
    public MeterShare? Share { get; init; }

    /// <summary>What was used within the window.</summary>
    public decimal SpentAt(DateTimeOffset now) => Share is { } share ? share.BeforeAt(Rule.Window, now) + share.Used : _spending?.At(now) ?? 0;

    /// <summary>What was used within the window by way of this gateway.</summary>
    public decimal SpentHere(DateTimeOffset now) => _spending?.At(now) ?? 0;

    /// <summary>What may still be asked for.</summary>
    public decimal LeftAt(BudgetRule rule, DateTimeOffset now) => Math.Max(0, rule.Limit - SpentAt(now) - Reserved);

    /// <summary>Whether so much more may be set aside. The one rule of admission.</summary>
    public bool Fits(BudgetRule rule, decimal amount, DateTimeOffset now) => Share?.Fits(this, rule, amount, now) ?? SpentAt(now) + Reserved + amount <= rule.Limit;

    /// <summary>Whether the limit itself has no room for so much, and not only the share of this gateway.</summary>
    public bool IsUsedUp(BudgetRule rule, decimal amount, DateTimeOffset now) => SpentAt(now) + Reserved + amount + (Share?.Elsewhere ?? 0) > rule.Limit;

    /// <summary>Counts what was used.</summary>
    public void Spend(decimal amount, DateTimeOffset at, DateTimeOffset now)
    {
        if (_spending is null)
            return;
        Share?.Spend(amount);
        _spending.Add(amount, at, now);
    }

    /// <summary>When so much fits: at the latest when all is there again that was used, if requests that run end until then. Null when it never does.</summary>
    public DateTimeOffset? FreeAt(BudgetRule rule, decimal amount, DateTimeOffset now) =>
        _spending is null || amount > rule.Limit ? null : _spending.FreeAt(SpentAt(now) + Reserved + amount - rule.Limit, now) ?? WholeAt(now);

    /// <summary>The same for a limit that gateways share: the time itself where nobody has heard of late that it is used up.</summary>
    public DateTimeOffset SharedFreeAt(BudgetRule rule, decimal amount, DateTimeOffset now)
    {
        if (Share is not { } share || !share.IsFresh(now) || !IsUsedUp(rule, amount, now))
            return now;
        var soon = now + MeterShare.Believed;
        return FreeAt(rule, amount, now) is { } free && free > soon ? free : soon;
    }

    /// <summary>When all is there again that was used.</summary>
    public DateTimeOffset WholeAt(DateTimeOffset now) => _spending?.WholeAt(now) ?? now;

    /// <summary>Whether there is nothing to be kept of it.</summary>
    public bool IsIdle(DateTimeOffset now) => Reserved == 0 && SpentAt(now) == 0 && Share is null or { Most: <= 0, Used: 0 };

    /// <summary>Whether somebody is to be told that little is left; true once in a window.</summary>
    public bool IsNear(DateTimeOffset now)
    {
        if (_spending is null || now < _quietUntil || SpentAt(now) < Rule.Limit * Rule.WarnAt)
            return false;
        _quietUntil = EndOf(now);
        return true;
    }

    /// <summary>Whether somebody is to be told that nothing is left; true once in a window.</summary>
    /// <param name="isRefused">Whether somebody was refused.</param>
    /// <param name="now">The time.</param>
    public bool IsReached(bool isRefused, DateTimeOffset now)
    {
        if (_spending is null || now < _silentUntil || (!isRefused && SpentAt(now) < Rule.Limit))
            return false;
        _silentUntil = _quietUntil = EndOf(now);
        return true;
    }

    private DateTimeOffset EndOf(DateTimeOffset now) => Rule.Window!.Zone is null ? now + Rule.Window.Length : WholeAt(now);
}
