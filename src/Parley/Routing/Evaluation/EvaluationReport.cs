using System.Text;
using System.Text.Json;

namespace Parley.Routing.Evaluation;

/// <summary>How a strategy did over all seeds, and how the best mixture does on the same prompts.</summary>
internal sealed record EvaluationReport
{
    /// <summary>What was evaluated.</summary>
    public required EvaluationOptions Options { get; init; }

    /// <summary>The arms' names.</summary>
    public required IReadOnlyList<string> Arms { get; init; }

    /// <summary>Every seed.</summary>
    public required IReadOnlyList<EvaluationRun> Runs { get; init; }

    /// <summary>The mean reward over the seeds, from 0 to 1.</summary>
    public double Quality => Runs.Average(static run => run.Quality);

    /// <summary>The mean cost over the seeds, in US dollars per request.</summary>
    public double Cost => Runs.Average(static run => run.Cost);

    /// <summary>The mean reward of the best mixture of two arms, which does not look at prompts but knows the means of the whole table.</summary>
    public double MixtureQuality => Runs.Average(static run => run.Mixture.Quality);

    /// <summary>Sums up.</summary>
    public static EvaluationReport Of(IReadOnlyList<string> arms, EvaluationOptions options, IReadOnlyList<EvaluationRun> runs) => new() { Arms = arms, Options = options, Runs = runs };

    /// <summary>The report as JSON, indented.</summary>
    public string ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
            Write(json);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("strategy", Options.Strategy);
        json.WriteNumber("seeds", Runs.Count);
        json.WriteNumber("prompts", Runs[0].Prompts);
        json.WriteNumber("quality", Round(Quality, 6));
        json.WriteNumber("cost", Round(Cost, 10));
        if (Options.Ceiling is { } ceiling)
        {
            json.WriteNumber("ceiling", ceiling);
            json.WriteNumber("cost_to_ceiling", Round(Cost / ceiling, 4));
        }
        WriteShares(json, arm => Runs.Average(run => run.Shares[arm]));
        json.WriteStartObject("mixture");
        json.WriteNumber("quality", Round(MixtureQuality, 6));
        json.WriteNumber("cost", Round(Runs.Average(static run => run.Mixture.Cost), 10));
        WriteShares(json, arm => Runs.Average(run => run.Mixture.Shares[arm]));
        json.WriteEndObject();
        WriteRuns(json);
        json.WriteEndObject();
    }

    private void WriteShares(Utf8JsonWriter json, Func<int, double> share)
    {
        json.WriteStartObject("shares");
        for (var arm = 0; arm < Arms.Count; arm++)
            json.WriteNumber(Arms[arm], Round(share(arm), 4));
        json.WriteEndObject();
    }

    private void WriteRuns(Utf8JsonWriter json)
    {
        json.WriteStartArray("runs");
        foreach (var run in Runs)
        {
            json.WriteStartObject();
            json.WriteNumber("seed", run.Seed);
            json.WriteNumber("quality", Round(run.Quality, 6));
            json.WriteNumber("cost", Round(run.Cost, 10));
            json.WriteNumber("mixture_quality", Round(run.Mixture.Quality, 6));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Decimal, so that no digits of binary fractions follow.</summary>
    private static decimal Round(double value, int digits) => Math.Round((decimal)value, digits) / 1.0000000000000000000000000000m;
}
