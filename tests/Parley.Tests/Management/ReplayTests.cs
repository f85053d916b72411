using System.Text.Json;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Management;

namespace Parley.Tests.Management;

public sealed class ReplayTests
{
    private const string Line = """
        {"request_id":"r1","time":"2026-11-29T12:00:00+00:00","request":{"model":"smart","kind":"Chat","input_tokens":100,"seed":7,"turn":3},"strategy":"priority","chosen":"a/x",
        "candidates":[{"target":"a/x","latency_ms":400,"power_watts":50,"price":{"input":2,"output":6,"currency":"USD"},"facts":{"first_event_ms":400,"attempts":4}},
        {"target":"b/y","latency_ms":100,"price":{"input":1,"output":3,"currency":"USD"},"facts":{"first_event_ms":100,"attempts":4}}],
        "attempts":[{"target":"a/x","duration_ms":2000,"committed":true,"input_tokens":1000000,"output_tokens":500000}]}
        """;

    [Fact]
    public void Other_order_changes_cost_latency_and_energy()
    {
        var report = Run("""{ "name": "smart", "targets": ["b/y", "a/x"] }""", Line);

        Assert.Equal(("a/x", "b/y"), (Assert.Single(report.Changes).From!, report.Changes[0].To!));
        Assert.Equal(5m, report.Before.Cost["USD"]);
        Assert.Equal(2.5m, report.After.Cost["USD"]);
        Assert.Equal((400d, 100d), (report.Before.MeanLatencyMs!.Value, report.After.MeanLatencyMs!.Value));
        Assert.Equal((100d, 1), (report.Before.Joules, report.After.UnknownEnergy));
    }

    [Fact]
    public void Same_configuration_changes_nothing()
    {
        var report = Run("""{ "name": "smart", "targets": ["a/x", "b/y"] }""", Line);
        Assert.Empty(report.Changes);
        Assert.Equal(report.Before.Cost, report.After.Cost);
    }

    [Fact]
    public void Name_that_leads_nowhere_now_is_told()
    {
        var report = Run("""{ "name": "other", "targets": ["a/x"] }""", Line);
        Assert.Null(Assert.Single(report.Changes).To);
        Assert.Equal((0, 1), (report.Before.Nowhere, report.After.Nowhere));
        Assert.Contains("leads nowhere", ReplayText.ForPeople(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Report_is_written_for_people_and_programs()
    {
        var report = Run("""{ "name": "smart", "targets": ["b/y", "a/x"] }""", Line);
        Assert.Contains("r1  smart: a/x -> b/y  (priority: first of 2)", ReplayText.ForPeople(report), StringComparison.Ordinal);
        Assert.Contains("\"to\": \"b/y\"", ReplayText.ForPrograms(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Report_of_a_decision_reads_back_as_it_was()
    {
        var report = DecisionReports.Read(Line.ReplaceLineEndings(""));
        Assert.Equal(DecisionReports.ToJson(report), DecisionReports.ToJson(DecisionReports.Read(DecisionReports.ToJson(report))));
    }

    [Theory]
    [InlineData("""{"request":{"model":"m"},"candidates":[{"target":"x"}]}""")]
    [InlineData("""{"request":{"model":"m"},"candidates":[null]}""")]
    [InlineData("""{"request":{"model":"m"},"candidates":null}""")]
    [InlineData("""{"request":null,"candidates":[]}""")]
    [InlineData("""{"request":{"model":null},"candidates":[]}""")]
    [InlineData("""{"request":{"model":"m","fallbacks":[null]},"candidates":[]}""")]
    [InlineData("""{"request":{"model":"m","wishes":{"strategy":"none"}},"candidates":[]}""")]
    [InlineData("""{"request":{"model":"m"},"candidates":[],"attempts":[null]}""")]
    [InlineData("null")]
    public void What_is_no_decision_is_refused(string json) => Assert.Throws<JsonException>(() => DecisionReports.Read(json));

    [Theory]
    [InlineData(10, 1)]
    [InlineData(90, 0)]
    public void Mode_of_the_other_configuration_goes_by_the_readings_of_then(int battery, int changes)
    {
        var line = Line.Replace("\"seed\":7", $$$"""
            "seed":7,"efficiency":{"mode":"Performance","reason":"it is set","machine":{"battery_percent":{{{battery}}}},"time":"12:00:00"}
            """, StringComparison.Ordinal);

        var report = RunUnder("""
            "efficiency": { "mode": "auto" }
            """, """{ "name": "smart", "targets": ["a/x", "b/y"] }""", line);

        Assert.Equal(changes, report.Changes.Count);
    }

    [Theory]
    [InlineData("""{"request":{"model":"x","fallbacks":["smart","a/x"]},"unknown_models":["x"],"chosen":"b/y","candidates":[{"target":"b/y"},{"target":"a/x"}]}""")]
    [InlineData("""{"request":{"model":"x","kind":"Chat"},"is_substituted":true,"chosen":"b/y","candidates":[{"target":"b/y"}]}""")]
    [InlineData("""{"request":{"model":"x"},"chosen":"b/x","candidates":[{"target":"b/x"}]}""")]
    public void Name_is_served_by_those_that_served_it_then_and_not_by_what_other_decisions_saw(string line)
    {
        var report = RunUnder("""
            "routing": { "model_translation": { "substitutes": { "any": "smart" } } }
            """, """{ "name": "smart", "targets": ["b/y"] }""", line, """{"time":"2026-11-30T00:00:00Z","request":{"model":"a/x"},"chosen":"a/x","candidates":[{"target":"a/x"}]}""");

        Assert.Empty(report.Changes);
        Assert.Equal(0, report.After.Nowhere);
    }

    [Theory]
    [InlineData("\"media_type\":\"code\"", "a/x", 0)]
    [InlineData("\"stream\":true", "b/y", 1)]
    [InlineData("\"wishes\":{\"media_type\":\"image\"}", "b/y", 1)]
    public void Name_that_leads_nowhere_goes_to_the_substitute_of_the_other_configuration(string about, string expected, int changes)
    {
        var line = Line.Replace("\"model\":\"smart\"", $"\"model\":\"gpt-9\",{about}", StringComparison.Ordinal);

        var report = RunUnder("""
            "routing": { "detect_workload": true, "model_translation": { "substitutes": { "code": "coder", "any": "small" } } }
            """, """{ "name": "coder", "targets": ["a/x"] }, { "name": "small", "targets": ["b/y"] }""", line);

        Assert.Equal((0, changes), (report.After.Nowhere, report.Changes.Count));
        Assert.Equal(expected, report.Changes.SingleOrDefault()?.To ?? "a/x");
    }

    private static ReplayReport Run(string model, params string[] lines) => RunUnder("\"keys\": []", model, lines);

    private static ReplayReport RunUnder(string section, string model, params string[] lines)
    {
        var configuration = $$"""
            { "backends": [
                { "id": "a", "type": "ollama", "endpoint": "http://127.0.0.1:9", "characteristics": { "power_watts": 50 } },
                { "id": "b", "type": "ollama", "endpoint": "http://127.0.0.1:9" } ],
              "models": [ {{model}} ], {{section}} }
            """;
        var policy = new ConfigurationLoader(Catalog.BuiltIn, static _ => null).Load([new SourceText("policy.json", configuration)]).Require();
        return new Replay(policy).Run([.. lines.Select(static line => DecisionReports.Read(line.ReplaceLineEndings("")))]);
    }
}
