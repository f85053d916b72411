using System.Data.Common;
using System.Globalization;
using System.Text;

namespace Parley.Ledger.Sql;

/// <summary>Asks the table <c>ledger</c> for sums.</summary>
internal static class CostSql
{
    /// <summary>Sums are added up in two parts, so that none leaves the range of whole numbers.</summary>
    private const long Part = 1_000_000;

    private const long QuarterInMilliseconds = 900_000;

    private const string Sums = """
        currency,
        sum(coalesce(cost, 0) / 1000000), sum(coalesce(cost, 0) % 1000000),
        sum(is_final),
        sum(is_sent), sum(case when is_sent = 1 and fault is not null then 1 else 0 end),
        sum(case when is_sent = 1 and cost is null then 1 else 0 end),
        sum(case when quality in ('estimated', 'interrupted') then 1 else 0 end),
        sum(coalesce(input, 0) + coalesce(audio_input, 0) + coalesce(image_input, 0)), sum(coalesce(cache_read, 0)), sum(coalesce(cache_write_5m, 0) + coalesce(cache_write_1h, 0)),
        sum(coalesce(output, 0) + coalesce(reasoning, 0) + coalesce(audio_output, 0)),
        sum(case when is_local = 1 and is_sent = 1 then 1 else 0 end), sum(coalesce(watt_hours, 0.0)),
        sum(coalesce(saved_by_cache, 0) / 1000000), sum(coalesce(saved_by_cache, 0) % 1000000), sum(coalesce(saved_locally, 0) / 1000000), sum(coalesce(saved_locally, 0) % 1000000)
        """;

    public static async Task<IReadOnlyList<CostRow>> AskAsync(DbConnection connection, CostQuestion question, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = StatementOf(question, command);
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var rows = new List<CostRow>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    rows.Add(RowOf(reader, question));
                return CostFold.Fold(rows, question);
            }
        }
    }

    private static string StatementOf(CostQuestion question, DbCommand command)
    {
        var groups = question.By.Select(ColumnOf).ToList();
        var statement = new StringBuilder("select ");
        foreach (var group in groups)
            statement.Append(group).Append(", ");
        statement.Append(Sums).Append(" from ledger where at >= @from and at < @until");
        SqlStore.Bind(command, "@from", question.From.ToUnixTimeMilliseconds());
        SqlStore.Bind(command, "@until", question.Until.ToUnixTimeMilliseconds());
        foreach (var (group, value) in question.Only)
        {
            var name = "@only" + ((int)group).ToString(CultureInfo.InvariantCulture);
            // Databases find texts in texts by functions of different names, and some take no notice of case; all replace alike.
            statement.Append(group == CostGroup.Tag ? $" and replace(tags, {name}, '') <> tags" : $" and {ColumnOf(group)} = {name}");
            SqlStore.Bind(command, name, group == CostGroup.Tag ? $",{value}," : value);
        }
        return statement.Append(" group by ").AppendJoin(", ", groups.Append("currency")).ToString();
    }

    /// <summary>Days begin where the zone says, which is no matter for a database: quarters of an hour, which no zone divides, are grouped there, and put together here.</summary>
    private static string ColumnOf(CostGroup group) => group switch
    {
        CostGroup.Backend => "backend",
        CostGroup.Model => "model",
        CostGroup.Key => "caller",
        CostGroup.Team => "team",
        CostGroup.Tag => "tags",
        CostGroup.Day => "at / 900000",
        CostGroup.Session => "session",
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, null),
    };

    private static CostRow RowOf(DbDataReader reader, CostQuestion question)
    {
        var at = question.By.Length;
        var row = new CostRow
        {
            Group = [.. question.By.Select((group, place) => ValueOf(reader, place, group, question.Zone))],
            Currency = reader.IsDBNull(at) ? null : reader.GetString(at),
            Amount = Amount(reader, at + 1),
            SavedByCache = Amount(reader, at + 14),
            SavedLocally = Amount(reader, at + 16),
            Requests = Number(reader, at + 3),
            Attempts = Number(reader, at + 4),
            Failures = Number(reader, at + 5),
            Unpriced = Number(reader, at + 6),
            Estimated = Number(reader, at + 7),
        };
        return row with
        {
            InputTokens = Number(reader, at + 8),
            CacheReadTokens = Number(reader, at + 9),
            CacheWriteTokens = Number(reader, at + 10),
            OutputTokens = Number(reader, at + 11),
            LocalAttempts = Number(reader, at + 12),
            WattHours = reader.IsDBNull(at + 13) ? 0 : reader.GetDouble(at + 13),
        };
    }

    private static decimal Amount(DbDataReader reader, int place) => ((Number(reader, place) * (decimal)Part) + Number(reader, place + 1)) / LedgerColumns.Unit;

    private static string? ValueOf(DbDataReader reader, int place, CostGroup group, TimeZoneInfo zone)
    {
        if (reader.IsDBNull(place))
            return null;
        return group == CostGroup.Day
            ? TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(Number(reader, place) * QuarterInMilliseconds), zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : reader.GetString(place);
    }

    /// <summary>Sums of whole numbers are decimals in some databases.</summary>
    private static long Number(DbDataReader reader, int place) => reader.IsDBNull(place) ? 0 : Convert.ToInt64(reader.GetValue(place), CultureInfo.InvariantCulture);
}
