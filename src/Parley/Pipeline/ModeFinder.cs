using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Hardware;
using Parley.Routing;

namespace Parley.Pipeline;

/// <summary>Says which efficiency mode holds at the moment. Thread-safe.</summary>
internal sealed class ModeFinder(HardwareState hardware, EfficiencySwitch efficiency, TimeProvider time)
{
    private static readonly EfficiencyOptions NothingSaid = new();

    /// <summary>The mode, and why it is this one; null for none.</summary>
    public EfficiencyChoice? Of(GatewaySnapshot snapshot) => efficiency.ModeOf(snapshot) is { } mode
        ? EfficiencyPolicy.Choose(mode, snapshot.Efficiency ?? NothingSaid, hardware.Current?.Machine, TimeOnly.FromDateTime(time.GetLocalNow().DateTime))
        : null;
}
