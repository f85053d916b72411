using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Parley.Management;

/// <summary>Writes what another configuration would have changed, for people and for programs.</summary>
internal static class ReplayText
{
    private const int MostShown = 20;

    /// <summary>For people: sums, then the first changes.</summary>
    public static string ForPeople(ReplayReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{report.Decisions} decision(s), {report.Changes.Count} would change\n\n");
        Row(text, "", "before", "after");
        foreach (var currency in report.Before.Cost.Keys.Union(report.After.Cost.Keys).Order(StringComparer.Ordinal))
            Row(text, $"cost, {currency}", Amount(report.Before.Cost, currency), Amount(report.After.Cost, currency));
        Row(text, "cost unknown", Count(report.Before.UnknownCost), Count(report.After.UnknownCost));
        Row(text, "mean latency, ms", Number(report.Before.MeanLatencyMs), Number(report.After.MeanLatencyMs));
        Row(text, "energy, J", Number(report.Before.Joules), Number(report.After.Joules));
        Row(text, "energy unknown", Count(report.Before.UnknownEnergy), Count(report.After.UnknownEnergy));
        Row(text, "leads nowhere", Count(report.Before.Nowhere), Count(report.After.Nowhere));
        if (report.UnknownKeys > 0)
            text.Append(CultureInfo.InvariantCulture, $"\n{report.UnknownKeys} were for keys that the configuration does not have: what those of the store may use was not looked at\n");
        if (report.Changes.Count > 0)
            text.Append('\n');
        foreach (var change in report.Changes.Take(MostShown))
            text.Append(CultureInfo.InvariantCulture, $"{change.RequestId}  {change.Model}: {change.From ?? "nowhere"} -> {change.To ?? "nowhere"}  ({change.Reason})\n");
        if (report.Changes.Count > MostShown)
            text.Append(CultureInfo.InvariantCulture, $"... and {report.Changes.Count - MostShown} more; --json has them all\n");
        return text.ToString();
    }

    /// <summary>For programs: JSON with every change.</summary>
    public static string ForPrograms(ReplayReport report)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("decisions", report.Decisions);
            json.WriteNumber("changed", report.Changes.Count);
            json.WriteNumber("unknown_keys", report.UnknownKeys);
            Write(json, "before", report.Before);
            Write(json, "after", report.After);
            json.WriteStartArray("changes");
            foreach (var change in report.Changes)
                Write(json, change);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static void Write(Utf8JsonWriter json, string name, ReplaySums sums)
    {
        json.WriteStartObject(name);
        json.WriteStartObject("cost");
        foreach (var (currency, amount) in sums.Cost)
            json.WriteNumber(currency, amount);
        json.WriteEndObject();
        json.WriteNumber("cost_unknown", sums.UnknownCost);
        if (sums.MeanLatencyMs is { } latency)
            json.WriteNumber("mean_latency_ms", latency);
        json.WriteNumber("joules", sums.Joules);
        json.WriteNumber("energy_unknown", sums.UnknownEnergy);
        json.WriteNumber("nowhere", sums.Nowhere);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReplayChange change)
    {
        json.WriteStartObject();
        json.WriteString("request_id", change.RequestId);
        json.WriteString("model", change.Model);
        json.WriteString("from", change.From);
        json.WriteString("to", change.To);
        json.WriteString("reason", change.Reason);
        json.WriteEndObject();
    }

    private static void Row(StringBuilder text, string name, string before, string after) => text.Append(CultureInfo.InvariantCulture, $"{name,-18}{before,14}{after,14}\n");

    private static string Amount(IReadOnlyDictionary<string, decimal> cost, string currency) => cost.GetValueOrDefault(currency).ToString("0.######", CultureInfo.InvariantCulture);

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Number(double? value) => value?.ToString("0.#", CultureInfo.InvariantCulture) ?? "unknown";
}
