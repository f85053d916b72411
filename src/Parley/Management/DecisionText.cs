using System.Globalization;
using System.Text;

namespace Parley.Management;

/// <summary>A decision as people read it.</summary>
internal static class DecisionText
{
    /// <summary>The names that lead nowhere, the targets in their order, each with what was known of it, then those that were left out and why.</summary>
    public static string Of(DecisionReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{report.Request.Model} -> {report.Chosen ?? "nowhere"}  ({report.Reason})\n");
        if (report.Request.Efficiency is { } efficiency)
            text.Append(CultureInfo.InvariantCulture, $"  mode {efficiency.Mode}: {efficiency.Reason}\n");
        if (report.IsSubstituted)
            text.Append("  no target has this name: the configured substitute is taken\n");
        foreach (var name in report.UnknownModels)
            text.Append(CultureInfo.InvariantCulture, $"  {name} is passed over: no target has this name\n");
        foreach (var candidate in report.Candidates)
            text.Append(CultureInfo.InvariantCulture, $"  {Line(candidate)}\n");
        foreach (var overruled in report.Overruled)
            text.Append(CultureInfo.InvariantCulture, $"  not followed: {overruled}, and nobody would be left\n");
        return text.ToString();
    }

    private static string Line(CandidateReport candidate) => candidate switch
    {
        { For: { } key, RefusedBy: null } => $"+  {candidate.Target}, of {key}{Known(candidate)}",
        { For: { } key } => $"-  {candidate.Target}, of {key}: {candidate.Refusal} ({candidate.RefusedBy})",
        { Rank: { } rank, RefusedBy: null } => $"{rank}. {candidate.Target}{Known(candidate)}",
        { Rank: { } behind } => $"{behind}. {candidate.Target}: behind the others, {candidate.Refusal} ({candidate.RefusedBy})",
        _ => $"-  {candidate.Target}: {candidate.Refusal} ({candidate.RefusedBy})",
    };

    private static string Known(CandidateReport candidate)
    {
        var parts = new List<string>();
        if (candidate.Score is { } score)
            parts.Add($"score {Number(score)}");
        foreach (var (name, value) in candidate.Parts ?? new Dictionary<string, double>())
            parts.Add($"{name} {Number(value)}");
        if (candidate.LatencyMs is { } latency)
            parts.Add($"{Number(latency)} ms");
        if (candidate.PowerWatts is { } watts)
            parts.Add($"{Number(watts)} W");
        if (PriceOf(candidate) is { } price)
            parts.Add(price);
        if (candidate.Behind is { } behind)
            parts.Add(behind);
        return parts.Count == 0 ? "" : $": {string.Join(", ", parts)}";
    }

    /// <summary>The price, and who says it; null where it is told elsewhere that nobody does.</summary>
    private static string? PriceOf(CandidateReport candidate)
    {
        var source = candidate.PriceSource is { } said ? $" ({said})" : "";
        return candidate.Price switch
        {
            null => candidate.Behind is null ? "price unknown" : null,
            { IsFree: true } => $"free{source}",
            var price => FormattableString.Invariant($"{price.Input:0.####}/{price.Output:0.####} {price.Currency} for a million tokens{(price.PerCall is { } call ? $" and {call:0.######} for a call" : "")}{source}"),
        };
    }

    /// <summary>What is small is told all the same: 0 is told of nothing else.</summary>
    private static string Number(double value) => value.ToString(Math.Abs(value) < 0.001 ? "0.########" : "0.####", CultureInfo.InvariantCulture);
}
