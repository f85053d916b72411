using System.Collections.Immutable;
using Parley.Configuration;

namespace Parley.Ledger.Budgets;

/// <summary>Of whom a limit is asked.</summary>
/// <param name="Caller">The key; null when none is needed.</param>
/// <param name="Labels">The tags and the session of the request.</param>
/// <param name="Target">Who is asked; null while that is not known.</param>
/// <param name="Route">The operator's name that led there; null for none.</param>
internal readonly record struct BudgetSubject(CallerKey? Caller, RequestLabels Labels, Target? Target = null, string? Route = null)
{
    private const char Between = '\u001f';

    /// <summary>The counts of a rule that apply: none where it is for others, several where several tags fit.</summary>
    public void Find(BudgetRule rule, BudgetState state, List<(BudgetRule Rule, Meter Meter)> found)
    {
        if (rule.For.IsEmpty)
            found.Add((rule, state.MeterOf(rule, "", [])));
        else if (rule.For.Length == 1 && rule.For[0] is { Scope: not BudgetScope.Tag } only)
            FindOne(rule, only, state, found);
        else
            FindEach(rule, 0, [], state, found);
    }

    private void FindOne(BudgetRule rule, BudgetMatch match, BudgetState state, List<(BudgetRule Rule, Meter Meter)> found)
    {
        if (NameOf(match) is not { } name)
            return;
        name = rule.IsShared ? match.Pattern.Pattern : name;
        found.Add((rule, state.MeterOf(rule, name, [name])));
    }

    private void FindEach(BudgetRule rule, int place, ImmutableArray<string> names, BudgetState state, List<(BudgetRule Rule, Meter Meter)> found)
    {
        if (place == rule.For.Length)
        {
            var meter = state.MeterOf(rule, string.Join(Between, names), names);
            // Of several tags that share one limit it is counted once.
            if (!found.Contains((rule, meter)))
                found.Add((rule, meter));
            return;
        }
        var match = rule.For[place];
        if (match.Scope == BudgetScope.Tag)
        {
            foreach (var tag in AllTags())
            {
                if (match.Pattern.Matches(tag))
                    FindEach(rule, place + 1, names.Add(rule.IsShared ? match.Pattern.Pattern : tag), state, found);
            }
        }
        else if (NameOf(match) is { } name)
        {
            FindEach(rule, place + 1, names.Add(rule.IsShared ? match.Pattern.Pattern : name), state, found);
        }
    }

    /// <summary>The tags of key and request, each once.</summary>
    private IEnumerable<string> AllTags() => (Caller?.Tags ?? []).Union(Labels.Tags, StringComparer.Ordinal);

    /// <summary>The name that fits; null when none does.</summary>
    private string? NameOf(BudgetMatch match) => match.Scope switch
    {
        BudgetScope.Key => Fitting(match, Caller?.Name),
        BudgetScope.Team => Fitting(match, Caller?.Team),
        // Two callers who name theirs alike have two.
        BudgetScope.Session => Fitting(match, Labels.Session) is { } session ? $"{Caller?.Name}/{session}" : null,
        BudgetScope.Backend => Fitting(match, Target?.Backend.Id),
        _ => Target is { Model.Length: > 0 } target ? Fitting(match, target.Model) ?? Fitting(match, target.ToString()) ?? Fitting(match, Route) : null,
    };

    private static string? Fitting(BudgetMatch match, string? name) => name is not null && match.Pattern.Matches(name) ? name : null;
}
