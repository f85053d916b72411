using Parley.Configuration;
using Parley.Configuration.Options;

namespace Parley.Hardware;

/// <summary>The mode that an operator has set while Parley runs. It lasts until the program ends or it is set back. Thread-safe.</summary>
internal sealed class EfficiencySwitch
{
    private const int None = -1;
    private int _mode = None;

    /// <summary>The mode that was set; null while the configured one holds.</summary>
    public EfficiencyMode? Mode
    {
        get => Volatile.Read(ref _mode) is var mode && mode == None ? null : (EfficiencyMode)mode;
        set => Volatile.Write(ref _mode, value is { } set ? (int)set : None);
    }

    /// <summary>The mode that holds under a configuration; null for none.</summary>
    public EfficiencyMode? ModeOf(GatewaySnapshot snapshot) => Mode ?? snapshot.Efficiency?.Mode;
}
