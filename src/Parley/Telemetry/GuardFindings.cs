using System.Diagnostics.Metrics;

namespace Parley.Telemetry;

/// <summary>Counts what guards find in requests and answers.</summary>
internal static class GuardFindings
{
    private static readonly Meter Meter = new(ParleyTelemetry.Name);
    private static readonly Counter<long> Findings = Meter.CreateCounter<long>("parley.guard.findings", "{finding}", "What guards found in requests and answers, by its kind and by what was done.");

    /// <summary>Counts one. Costs nothing while nobody listens.</summary>
    public static void Count(string kind, string action) => Findings.Add(1, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("action", action));
}
