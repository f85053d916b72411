using System.Diagnostics.Metrics;

namespace Parley.Telemetry;

/// <summary>Counts what the cache of answers said to the requests that it was asked about.</summary>
internal static class CacheVerdicts
{
    private static readonly Meter Meter = new(ParleyTelemetry.Name);
    private static readonly Counter<long> Requests = Meter.CreateCounter<long>("parley.cache.requests", "{request}", "Requests where the cache of answers is on, by what it said.");

    /// <summary>Counts a request. Costs nothing while nobody listens.</summary>
    public static void Count(string verdict) => Requests.Add(1, new KeyValuePair<string, object?>("verdict", verdict));
}
