namespace Parley.Hardware;

/// <summary>How the hardware of a target is, as decisions hold it. Immutable.</summary>
/// <param name="Part">What was measured: <c>cpu</c>, <c>nvidia</c>, or the word of the operator.</param>
/// <param name="Readings">What the sensors showed.</param>
/// <param name="At">When.</param>
public sealed record HardwareFacts(string Part, HardwareReadings Readings, DateTimeOffset At)
{
    /// <summary>Until when it cools, after it was too hot; null when it was not.</summary>
    public DateTimeOffset? CoolingUntil { get; init; }
}
