using System.Collections.Frozen;
using Parley.Configuration;

namespace Parley.Hardware;

/// <summary>How the hardware is, as it was read last. One for a process; thread-safe.</summary>
internal sealed class HardwareState
{
    private HardwareView? _view;

    /// <summary>What was read last; null while nothing is.</summary>
    public HardwareView? Current
    {
        get => Volatile.Read(ref _view);
        set => Volatile.Write(ref _view, value);
    }

    /// <summary>What is known of a backend's hardware; null for nothing, which remote backends always are.</summary>
    public HardwareFacts? Of(Backend backend) => Current?.Of(backend);
}

/// <summary>How all hardware is at one moment. Immutable.</summary>
/// <param name="Parts">What was read of this machine, by hardware.</param>
/// <param name="Backends">What the operator's own sources say of single backends.</param>
/// <param name="Machine">The machine as a whole: the hottest and loudest of its parts, and its battery.</param>
/// <param name="Sensors">What was asked, and why it did not answer.</param>
internal sealed record HardwareView(FrozenDictionary<string, HardwareFacts> Parts, FrozenDictionary<string, HardwareFacts> Backends, HardwareReadings Machine, IReadOnlyList<SensorReport> Sensors)
{
    /// <summary>What is known of a backend's hardware; null for nothing.</summary>
    public HardwareFacts? Of(Backend backend)
    {
        if (Backends.Count > 0 && Backends.TryGetValue(backend.Id, out var own))
            return own;
        if (!IsHere(backend))
            return null;
        if (Parts.TryGetValue(backend.Hardware, out var part))
            return part;
        // A card has sensors of its own; all else is taken to share the processor's heat.
        return backend.Hardware != PartReading.Nvidia && Parts.TryGetValue(PartReading.Processor, out var processor) ? processor : null;
    }

    /// <summary>Other machines are as warm as they are, whatever this one is.</summary>
    private static bool IsHere(Backend backend) => backend.Hardware != "cloud" && backend.BaseAddress.IsLoopback;
}

/// <summary>How asking a sensor went.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Trouble">Why it said nothing; empty when it did.</param>
internal readonly record struct SensorReport(string Name, string Trouble);
