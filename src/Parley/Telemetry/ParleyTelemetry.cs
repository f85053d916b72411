using System.Diagnostics;

namespace Parley.Telemetry;

/// <summary>The names under which Parley can be watched.</summary>
public static class ParleyTelemetry
{
    /// <summary>The name of the activity source.</summary>
    public const string Name = "Parley";

    internal static ActivitySource Activities { get; } = new(Name);
}
