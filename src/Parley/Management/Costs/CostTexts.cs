using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Management.Costs;

/// <summary>Writes reports of costs: as JSON, as CSV, as a table for people.</summary>
internal static class CostTexts
{
    private static readonly string[] Numbers = ["requests", "attempts", "failures", "unpriced", "estimated", "local", "input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens", "energy_wh", "saved_locally_usd"];

    public static string Json(CostReport report) => JsonSerializer.Serialize(report, CostJson.Default.CostReport);

    /// <summary>One line for each group and currency (RFC 4180), the currency empty where the cost is unknown.</summary>
    public static string Csv(CostReport report)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', [.. report.GroupBy, "currency", "cost", "saved_by_cache", .. Numbers]).Append("\r\n");
        foreach (var group in report.GroupBy.IsEmpty ? [new CostGroupSum([], report.Total)] : report.Groups)
        {
            var currencies = group.Sum.Cost.IsEmpty ? [""] : group.Sum.Cost.Keys.ToList();
            foreach (var (place, currency) in currencies.Index())
            {
                // The counts are those of the group: they stand once.
                var numbers = place == 0 ? NumbersOf(group.Sum) : Numbers.Select(static _ => "");
                text.AppendJoin(',', [.. group.Name.Select(Field), currency, Plain(group.Sum.Cost.GetValueOrDefault(currency), currency), Plain(group.Sum.SavedByCache.GetValueOrDefault(currency), currency), .. numbers]).Append("\r\n");
            }
        }
        return text.ToString();
    }

    /// <summary>A table.</summary>
    public static string Table(CostReport report)
    {
        List<string[]> rows = [["", "requests", "tokens", "cost"], .. report.Groups.Select(static group => Row(string.Join(" / ", group.Name.Select(static name => name ?? "-")), group.Sum)), Row("total", report.Total)];
        rows[0][0] = string.Join(" / ", report.GroupBy);
        var widths = Enumerable.Range(0, 4).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{report.From:yyyy-MM-dd HH:mm} to {report.Until:yyyy-MM-dd HH:mm} UTC\n");
        foreach (var row in rows)
            text.Append(CultureInfo.InvariantCulture, $"{row[0].PadRight(widths[0])}  {row[1].PadLeft(widths[1])}  {row[2].PadLeft(widths[2])}  {row[3].PadLeft(widths[3])}\n");
        foreach (var (currency, saved) in report.Total.SavedByCache)
            text.Append(CultureInfo.InvariantCulture, $"saved by caches: {Shown(saved)} {currency}\n");
        if (report.Total.SavedLocallyUsd != 0)
            text.Append(CultureInfo.InvariantCulture, $"saved by own hardware: {Shown(report.Total.SavedLocallyUsd)} USD\n");
        if (report.Total.Unpriced > 0)
            text.Append(CultureInfo.InvariantCulture, $"{report.Total.Unpriced} calls have no known price; they are not free\n");
        if (!report.Projections.IsDefaultOrEmpty)
        {
            foreach (var projection in report.Projections)
                text.Append(Line(projection));
        }
        return text.ToString();
    }

    private static string Line(CostProjection projection) => projection.Trend is { } trend
        ? $"a month: {Shown(projection.Monthly)} {projection.Currency} at this rate; by the trend {Shown(trend)} ({Shown(projection.TrendLow!.Value)} to {Shown(projection.TrendHigh!.Value)})\n"
        : $"a month: {Shown(projection.Monthly)} {projection.Currency} at this rate\n";

    private static string[] Row(string name, CostSum sum) =>
    [
        name,
        sum.Requests.ToString(CultureInfo.InvariantCulture),
        sum.Tokens.ToString(CultureInfo.InvariantCulture),
        sum.Cost.IsEmpty ? sum.Unpriced > 0 ? "unknown" : "0" : string.Join(" + ", sum.Cost.Select(static cost => $"{Shown(cost.Value)} {cost.Key}")) + (sum.Unpriced > 0 ? " + unknown" : ""),
    ];

    private static IEnumerable<string> NumbersOf(CostSum sum) =>
        new FormattableString[] { $"{sum.Requests}", $"{sum.Attempts}", $"{sum.Failures}", $"{sum.Unpriced}", $"{sum.Estimated}", $"{sum.Local}", $"{sum.InputTokens}", $"{sum.CacheReadTokens}", $"{sum.CacheWriteTokens}", $"{sum.OutputTokens}", $"{sum.EnergyWh}", $"{sum.SavedLocallyUsd}" }
            .Select(static number => number.ToString(CultureInfo.InvariantCulture));

    private static string Plain(decimal amount, string currency) => currency.Length == 0 ? "" : amount.ToString("0.############", CultureInfo.InvariantCulture);

    private static string Shown(decimal amount) => amount.ToString(amount != 0 && Math.Abs(amount) < 0.01m ? "0.00########" : "0.00", CultureInfo.InvariantCulture);

    /// <summary>Quoted where it must be; what a spreadsheet would take for a formula is a text.</summary>
    private static string Field(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return "";
        var safe = value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + value : value;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}

/// <summary>How reports of costs are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CostReport))]
internal sealed partial class CostJson : JsonSerializerContext;
