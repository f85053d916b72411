using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>Whom a limit is for: <c>global</c>, or a group such as <c>{ key: "*", model: gpt-* }</c>.</summary>
internal sealed class LimitScopeKind : ValueKind<ImmutableArray<BudgetMatch>>
{
    private static readonly Shape<ImmutableArray<BudgetMatch>> Shape = new(new FieldList<ImmutableArray<BudgetMatch>>()
        .Add("key", Kinds.Text, With(BudgetScope.Key), "A caller's key, by its name.")
        .Add("team", Kinds.Text, With(BudgetScope.Team), "The team of the key.")
        .Add("tag", Kinds.Text, With(BudgetScope.Tag), "A tag of the key or of the request.")
        .Add("session", Kinds.Text, With(BudgetScope.Session), "A session.")
        .Add("model", Kinds.Text, With(BudgetScope.Model), "A model that is asked: its name there, backend/model, or your own name that led there.")
        .Add("backend", Kinds.Text, With(BudgetScope.Backend), "A backend that is asked, by its id."));

    public override JsonObject Schema() => new() { ["anyOf"] = new JsonArray(new JsonObject { ["enum"] = new JsonArray("global") }, Shape.Schema()) };

    public override bool TryRead(ConfigNode node, ReadScope scope, out ImmutableArray<BudgetMatch> value)
    {
        value = [];
        if (node is ConfigMap map)
        {
            value = Shape.Read([], map, scope);
            return true;
        }
        if (node is ConfigScalar { Text: "global" })
            return true;
        scope.WrongKind(node, "`global` or a group such as { key: \"*\" }");
        return false;
    }

    private static Func<ImmutableArray<BudgetMatch>, string, ImmutableArray<BudgetMatch>> With(BudgetScope scope) => (matches, text) => matches.Add(new BudgetMatch(scope, new Glob(text)));
}

/// <summary>Money in a window: <c>10 usd/month</c>.</summary>
internal sealed class MoneyBudgetKind : ScalarKind<MoneyBudget>
{
    protected override string Wanted => "an amount, a currency and a window such as 10 usd/month";

    public override JsonObject Schema() => new() { ["type"] = "string" };

    protected override bool TryParse(string text, ConfigScalar scalar, ReadScope scope, [MaybeNullWhen(false)] out MoneyBudget value)
    {
        value = null;
        var (money, per) = text.Split('/', StringSplitOptions.TrimEntries) is [var before, var after] ? (before, after) : ("", "");
        if (money.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var number, { Length: 3 } currency]
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
        {
            scope.WrongKind(scalar, Wanted);
            return false;
        }
        if (!Enum.TryParse<BudgetPeriod>(per, ignoreCase: true, out var period) || period == BudgetPeriod.Session || !char.IsAsciiLetter(per[0]))
        {
            scope.NotAllowed(scalar, $"`{per}` is no window", "minute, hour, day or month");
            return false;
        }
        value = new MoneyBudget(amount, currency.ToUpperInvariant(), period);
        return true;
    }
}
