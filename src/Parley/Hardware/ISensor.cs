namespace Parley.Hardware;

/// <summary>Something that measures hardware. Asked by one loop, once at a time; what it cannot read it leaves out.</summary>
internal interface ISensor
{
    /// <summary>Its name for people.</summary>
    string Name { get; }

    /// <summary>Reads it. The world's faults are in the outcome.</summary>
    ValueTask<SensorOutcome> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>What a sensor showed.</summary>
/// <param name="Readings">The readings, each with what it is of.</param>
/// <param name="Trouble">Why there are none, or not all; empty when nothing is wrong.</param>
internal readonly record struct SensorOutcome(IReadOnlyList<PartReading> Readings, string Trouble = "")
{
    /// <summary>Nothing could be read.</summary>
    public static SensorOutcome Nothing(string trouble) => new([], trouble);
}

/// <summary>What was read of one piece of hardware.</summary>
/// <param name="Part">The hardware, in the words of <c>backends[].hardware</c>; <see cref="Machine"/> for the computer as a whole.</param>
/// <param name="Readings">What was read.</param>
internal readonly record struct PartReading(string Part, HardwareReadings Readings)
{
    /// <summary>The computer as a whole, which no single backend runs on.</summary>
    public const string Machine = "machine";

    /// <summary>The processor, and all that shares its heat.</summary>
    public const string Processor = "cpu";

    /// <summary>A graphics unit of AMD or Intel.</summary>
    public const string Graphics = "igpu";

    /// <summary>A card of NVIDIA.</summary>
    public const string Nvidia = "nvidia";

    /// <summary>The backends that it is of in place of a piece of hardware; empty for others.</summary>
    public IReadOnlyList<string> Backends { get; init; } = [];
}
