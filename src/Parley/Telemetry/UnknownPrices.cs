using System.Diagnostics.Metrics;

namespace Parley.Telemetry;

/// <summary>Counts the calls of which nobody can say what they cost, since the price of their model is unknown: a cost that is missing is not to look like none.</summary>
internal static class UnknownPrices
{
    private static readonly Meter Meter = new(ParleyTelemetry.Name);
    private static readonly Counter<long> Calls = Meter.CreateCounter<long>("parley.price.unknown", "{call}", "Calls to models whose price nobody knows.");

    /// <summary>Whether anybody listens, so that it is worth looking.</summary>
    public static bool AreWatched => Calls.Enabled;

    /// <summary>Counts a call.</summary>
    public static void Count(string backend, string model) => Calls.Add(1, new KeyValuePair<string, object?>("backend", backend), new KeyValuePair<string, object?>("model", model));
}
