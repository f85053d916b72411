using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Management;
using Parley.Pipeline;
using Parley.Providers.Upstream;
using Parley.Routing;
using Parley.Tests.Routing;

namespace Parley.Tests.Management;

public sealed class EnergyTests
{
    [Fact]
    public void Energy_is_watts_times_time_and_carbon_after_the_configured_intensity()
    {
        var report = Report(400, Tried("a", 36), Tried("b", 18));

        Assert.Equal([1d, 0.1], report.Attempts.Select(static attempt => Math.Round(attempt.EnergyWh!.Value, 9)));
        Assert.Equal((1.1, 0.44), (Math.Round(report.EnergyWh!.Value, 9), Math.Round(report.Co2G!.Value, 9)));
        Assert.Contains("\"energy_wh\":1.1", DecisionReports.ToJson(report), StringComparison.Ordinal);
        Assert.Contains("\"co2_g\":0.44", DecisionReports.ToJson(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Energy_of_a_remote_call_is_unknown_and_so_is_the_sum()
    {
        var report = Report(400, Tried("a", 36), Tried("cloud", 36));

        Assert.Equal([true, false], report.Attempts.Select(static attempt => attempt.EnergyWh is not null));
        Assert.Null(report.EnergyWh);
        Assert.Null(report.Co2G);
        Assert.DoesNotContain("co2_g", DecisionReports.ToJson(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Carbon_is_unknown_without_an_intensity()
    {
        var report = Report(null, Tried("a", 36));
        Assert.Equal((true, null), (report.EnergyWh is not null, report.Co2G));
    }

    private static readonly GatewaySnapshot Snapshot = Parley.Tests.Configuration.Files.Compile("""
        { "backends": [
            { "id": "a", "type": "ollama", "characteristics": { "power_watts": 100 } },
            { "id": "b", "type": "ollama", "characteristics": { "power_watts": 20 } },
            { "id": "cloud", "type": "groq", "api_key": "k", "characteristics": { "power_watts": 0 } } ],
          "models": [ { "name": "m", "targets": ["a/x", "b/x", "cloud/x"] } ] }
        """);

    private static AttemptOutcome Tried(string backend, double seconds) => new(new Target(Snapshot.Find(backend)!, "x"), null, Usage.Unknown, Committed: true) { Duration = TimeSpan.FromSeconds(seconds) };

    private static DecisionReport Report(double? intensity, params AttemptOutcome[] attempts)
    {
        var context = new RoutingContext { Head = Cases.Head(), GramsPerKilowattHour = intensity };
        return DecisionReports.Of(new DecisionRecord("id", DateTimeOffset.UnixEpoch, new RoutingDecision(context, "priority", Cases.Candidates(Snapshot), []), new Settlement(attempts, Usage.Unknown, null)));
    }
}
