using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Parley.Configuration;
using Parley.Ledger.Budgets;

namespace Parley.Ledger.Sql;

/// <summary>Asks the table <c>ledger</c> what was used of limits.</summary>
internal static class BudgetSql
{
    private const string Tokens = "coalesce(input, 0) + coalesce(cache_read, 0) + coalesce(cache_write_5m, 0) + coalesce(cache_write_1h, 0) + coalesce(audio_input, 0) + coalesce(image_input, 0) + coalesce(output, 0) + coalesce(reasoning, 0) + coalesce(audio_output, 0)";

    public static async Task<IReadOnlyList<BudgetSum>> AskAsync(DbConnection connection, BudgetQuestion question, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = StatementOf(question);
            SqlStore.Bind(command, "@since", question.Since.ToUnixTimeMilliseconds());
            SqlStore.Bind(command, "@until", question.Until.ToUnixTimeMilliseconds());
            SqlStore.Bind(command, "@slice", Math.Max(1, (long)question.Slice.TotalMilliseconds));
            if (question.Scopes.Contains(BudgetScope.Model))
                SqlStore.Bind(command, "@or", BudgetSum.Or.ToString());
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var sums = new List<BudgetSum>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    sums.AddRange(SumsOf(reader, question));
                return sums;
            }
        }
    }

    private static string StatementOf(BudgetQuestion question)
    {
        var columns = question.Scopes.Select(ColumnOf).ToList();
        var currency = question.Measure == BudgetMeasure.Money ? ", currency" : "";
        var named = string.Concat(columns.Select(static column => $" and {column} is not null"));
        // Counting tokens is no turn of a session.
        var counted = question.Measure == BudgetMeasure.Requests && question.Scopes.Contains(BudgetScope.Session) ? " and operation <> 'count_tokens'" : "";
        return $"select max(at), {SumOf(question)}{string.Concat(columns.Select(static column => ", " + column))}{currency} from ledger where at >= @since and at < @until and is_sent = 1{(question.Measure == BudgetMeasure.Money ? " and cost is not null" : "")}{counted}{named} group by {string.Join(", ", columns.Append("at / @slice"))}{currency}";
    }

    /// <summary>Money comes in two parts, as sums of costs do.</summary>
    private static string SumOf(BudgetQuestion question) => question.Measure switch
    {
        BudgetMeasure.Money => "sum(cost / 1000000), sum(cost % 1000000)",
        BudgetMeasure.Tokens => $"sum({Tokens}), 0",
        BudgetMeasure.WattHours => "sum(coalesce(watt_hours, 0.0)), 0",
        BudgetMeasure.Requests => question.Scopes.Any(static scope => scope is BudgetScope.Model or BudgetScope.Backend) ? "count(*), 0" : "count(distinct exchange), 0",
        _ => "0, 0",
    };

    private static string ColumnOf(BudgetScope scope) => scope switch
    {
        BudgetScope.Key => "caller",
        BudgetScope.Team => "team",
        BudgetScope.Tag => "tags",
        BudgetScope.Session => "(coalesce(caller, '') || '/' || session)",
        BudgetScope.Model => "(model || @or || backend || '/' || model || @or || model_asked)",
        BudgetScope.Backend => "backend",
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, null),
    };

    private static IEnumerable<BudgetSum> SumsOf(DbDataReader reader, BudgetQuestion question)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(0));
        var (whole, rest) = (Convert.ToDecimal(reader.GetValue(1), CultureInfo.InvariantCulture), Convert.ToDecimal(reader.GetValue(2), CultureInfo.InvariantCulture));
        var amount = question.Measure == BudgetMeasure.Money ? ((whole * 1_000_000) + rest) / LedgerColumns.Unit : whole;
        ImmutableArray<string> names = [.. question.Scopes.Select((_, place) => reader.GetString(place + 3))];
        var currency = question.Measure == BudgetMeasure.Money && !reader.IsDBNull(names.Length + 3) ? reader.GetString(names.Length + 3) : null;
        var tag = question.Scopes.IndexOf(BudgetScope.Tag);
        return tag < 0
            ? [new BudgetSum(names, at, amount) { Currency = currency }]
            : names[tag].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(one => new BudgetSum(names.SetItem(tag, one), at, amount) { Currency = currency });
    }
}
