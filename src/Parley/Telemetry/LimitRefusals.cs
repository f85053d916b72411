using System.Diagnostics.Metrics;

namespace Parley.Telemetry;

/// <summary>Counts the requests that the gateway's own limits refused or cut off.</summary>
internal static class LimitRefusals
{
    private static readonly Meter Meter = new(ParleyTelemetry.Name);
    private static readonly Counter<long> Refused = Meter.CreateCounter<long>("parley.limit.refused", "{request}", "Requests that the gateway's own limits refused or cut off.");

    /// <summary>Counts a request. Costs nothing while nobody listens.</summary>
    public static void Count(string? code) => Refused.Add(1, new KeyValuePair<string, object?>("code", code));
}
