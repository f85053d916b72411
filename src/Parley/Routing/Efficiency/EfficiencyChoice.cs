using System.Text.Json;
using Parley.Configuration.Options;
using Parley.Hardware;

namespace Parley.Routing;

/// <summary>The mode that held for a decision, and what it was chosen by. Immutable.</summary>
/// <param name="Mode">The mode; never <see cref="EfficiencyMode.Auto"/>.</param>
/// <param name="Reason">Why this one, in a few words.</param>
public sealed record EfficiencyChoice(EfficiencyMode Mode, string Reason)
{
    /// <summary>How the machine was; null where nothing was read.</summary>
    public HardwareReadings? Machine { get; init; }

    /// <summary>The time of the day, by the machine's clock.</summary>
    public TimeOnly Time { get; init; }

    /// <summary>The mode as operators write it.</summary>
    internal string Word => JsonNamingPolicy.SnakeCaseLower.ConvertName(Mode.ToString());

    /// <summary>What the mode allows.</summary>
    internal ModeLimits Limits => ModeLimits.Of(Mode);
}
