using System.Globalization;
using System.Text;
using Parley.Configuration.Diagnostics;
using Parley.Routing.Adaptive;
using Parley.Routing.Evaluation;

namespace Parley.Tests.Routing;

/// <summary>Small tables with a pattern that can be learned: the cheap arm is good at questions and bad at code, the dear one good at both.</summary>
internal static class Tables
{
    public const string Question = "What is the capital of France?";
    public const string Code = "Write a python function that sorts a list.";

    /// <summary>A table of two arms.</summary>
    /// <param name="rows">How many prompts, half of them code.</param>
    /// <param name="unit">What the cheap arm costs; the dear one costs twenty times as much.</param>
    /// <param name="seed">The noise.</param>
    public static RoutingTable TwoArms(int rows, double unit = 0.001, ulong seed = 7)
    {
        var random = new SeededRandom(seed);
        var all = Enumerable.Range(0, rows).Select(row =>
        {
            var isCode = row % 2 == 0;
            double Noisy(double mean) => Math.Clamp(mean + (0.1 * random.NextNormal()), 0, 1);
            return new RoutingRow(isCode ? Code : Question, [Noisy(isCode ? 0.4 : 0.9), Noisy(0.9)], [unit * (0.5 + random.NextDouble()), 20 * unit * (0.5 + random.NextDouble())]);
        });
        return new RoutingTable(["cheap", "dear"], [.. all]);
    }

    /// <summary>The table as its file would be.</summary>
    public static string ToText(RoutingTable table)
    {
        var text = new StringBuilder();
        foreach (var row in table.Rows)
        {
            var arms = table.Arms.Select((arm, i) => string.Create(CultureInfo.InvariantCulture, $$"""
                "{{arm}}":{"reward":{{row.Rewards[i]}},"cost":{{row.Costs[i]}}}
                """));
            text.Append("{\"prompt\":\"").Append(row.Prompt).Append("\",\"arms\":{").AppendJoin(',', arms).Append("}}\n");
        }
        return text.ToString();
    }

    public static RoutingTable Read(string text) => RoutingTableReader.Read(new SourceText("table.jsonl", text));

    public static EvaluationReport Play(RoutingTable table, string strategy, double? ceiling, int seeds = 3, bool half = false) =>
        new TableEvaluation(table, new EvaluationOptions { Strategy = strategy, Ceiling = ceiling, Seeds = seeds, SplitHalf = half }).Run();
}
