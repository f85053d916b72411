using Parley.Configuration;
using Parley.Configuration.Options;

namespace Parley.Ledger.Budgets;

/// <summary>Adds to the counts what the history knows. Each limit once: one that came by a reload is looked up then. Thread-safe, and never on the way of a request.</summary>
internal sealed class BudgetRestore(BudgetState state, TimeProvider time)
{
    private const int Slices = 60;
    private const char Between = '\u001f';
    private readonly DateTimeOffset _began = time.GetUtcNow();
    private readonly Dictionary<string, DateTimeOffset> _met = new(StringComparer.Ordinal);
    private readonly HashSet<string> _restored = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private bool _isFirst = true;

    /// <summary>Looks up those limits of a configuration that were not looked up yet.</summary>
    public async Task RestoreAsync(GatewaySnapshot snapshot, IBudgetHistory history, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        List<(BudgetRule Rule, DateTimeOffset Until)> rules;
        lock (_gate)
        {
            // From when on this process counts itself: from its beginning the limits that it began with, from now on those that are new.
            var counted = _isFirst ? _began : now;
            _isFirst = false;
            rules = [.. snapshot.Budgets.Concat(snapshot.Keys.All.SelectMany(static key => key.Budgets)).Where(rule => rule.Window is not null && _restored.Add(rule.Identity)).Select(rule => (rule, Met(rule, counted)))];
        }
        foreach (var alike in rules.GroupBy(static one => (one.Rule.Measure, Scopes: string.Join(',', one.Rule.For.Select(static match => match.Scope)), one.Rule.Currency, one.Rule.Window, one.Until)))
            await RestoreAsync([.. alike.Select(static one => one.Rule)], QuestionOf(alike.First().Rule, now, alike.Key.Until), snapshot.Routing.Prices, history, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>When a limit was met first, by a request or here: a second try looks no further than the first.</summary>
    private DateTimeOffset Met(BudgetRule rule, DateTimeOffset counted)
    {
        if (_met.TryGetValue(rule.Identity, out var known))
            return known;
        return _met[rule.Identity] = state.BegunAt(rule) is { } begun && begun < counted ? begun : counted;
    }

    private async Task RestoreAsync(List<BudgetRule> rules, BudgetQuestion question, PriceOptions prices, IBudgetHistory history, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var sum in await history.SumAsync(question, cancellationToken).ConfigureAwait(false))
            {
                foreach (var rule in rules)
                    Add(rule, sum, prices);
            }
        }
        catch
        {
            lock (_gate)
                _restored.ExceptWith(rules.Select(static rule => rule.Identity));
            throw;
        }
    }

    private void Add(BudgetRule rule, BudgetSum sum, PriceOptions prices)
    {
        var found = new string[rule.For.Length];
        for (var i = 0; i < rule.For.Length; i++)
        {
            var pattern = rule.For[i].Pattern;
            if (Array.Find(sum.Names[i].Split(BudgetSum.Or), name => pattern.Matches(rule.For[i].Scope == BudgetScope.Session ? name[(name.IndexOf('/') + 1)..] : name)) is not { } fitting)
                return;
            found[i] = fitting;
        }
        // What cannot be compared is not counted while it runs either.
        if ((rule.Currency is null || sum.Currency is null ? 1 : CallAmounts.Rate(prices, rule.Currency, sum.Currency)) is not { } rate)
            return;
        string[] names = rule.IsShared ? [.. rule.For.Select(static match => match.Pattern.Pattern)] : found;
        state.Restore(state.MeterOf(rule, string.Join(Between, names), names), sum.Amount * rate, sum.At);
    }

    private static BudgetQuestion QuestionOf(BudgetRule rule, DateTimeOffset now, DateTimeOffset until)
    {
        var window = rule.Window!;
        var since = window.Zone is null ? now - window.Length : window.Around(now).Start;
        return new BudgetQuestion(rule.Measure, [.. rule.For.Select(static match => match.Scope)], rule.Currency, since, until, window.Zone is null ? window.Length / Slices : window.Length);
    }
}
